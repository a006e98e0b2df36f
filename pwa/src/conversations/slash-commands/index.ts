export * from "./describe.js";
export * from "./rally-slash-commands.js";
export * from "./run-slash-command.js";
export type { SlashContext, SlashOutcome } from "./slash-command-table.js";
