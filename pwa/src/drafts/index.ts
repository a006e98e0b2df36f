export type { Draft, RemoteChange } from "./draft.js";
export * from "./stored.js";
