import * as z from "zod/mini";
import { errorBodySchema } from "../errors/index.js";
import { defineRoute } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";

export * from "./aliases.js";

type Schema = z.core.$ZodType;

/**
 * Something a person can change: a name, what it takes and what it answers. Its handler and policy
 * live in `api/src/<domain>/`.
 */
export interface Command<In extends Schema = Schema, Out extends Schema = Schema> {
  readonly name: string;
  readonly input: In;
  readonly output: Out;
  /**
   * What the command changes. Commands of one subject take effect in the order in which the user
   * gave them, also when the first ones are sent again; others may overtake each other.
   */
  subject?(input: z.output<In>): string;
  /** The subject of other commands that have to take effect before this one. */
  waitsFor?(input: z.output<In>): string | undefined;
}

export function defineCommand<const Name extends string, In extends Schema, Out extends Schema>(
  command: Command<In, Out> & { readonly name: Name },
): Command<In, Out> & { readonly name: Name } {
  return command;
}

export type Input<C extends Command> = z.output<C["input"]>;
export type Output<C extends Command> = z.output<C["output"]>;

/** One command as it travels: its id is made by the client and takes effect once per user [S2]. */
export const sentCommandSchema = z.strictObject({
  id: idSchema,
  name: z.string().check(z.minLength(1), z.maxLength(64)),
  input: z.unknown(),
});
export type SentCommand = z.infer<typeof sentCommandSchema>;

/** What became of one command of a batch; answers stand in the order of the commands. */
export const commandAnswerSchema = z.discriminatedUnion("success", [
  z.object({ id: z.string(), success: z.literal(true), data: z.unknown() }),
  z.object({ id: z.string(), success: z.literal(false), error: errorBodySchema }),
]);
export type CommandAnswer = z.infer<typeof commandAnswerSchema>;

export const runCommands = defineRoute({
  method: "POST",
  path: "/api/v1/commands",
  summary: "Run up to 100 commands in order; a refusal does not stop the rest",
  auth: "user",
  body: z.strictObject({
    commands: z.array(sentCommandSchema).check(z.minLength(1), z.maxLength(limits.batchCommands)),
    /** The history that the client knows; on another one nothing runs: `lineage_changed`. */
    lineage: z.optional(idSchema),
  }),
  data: z.array(commandAnswerSchema),
});
