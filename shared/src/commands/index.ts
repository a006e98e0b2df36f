import * as z from "zod/mini";
import { errorBodySchema } from "../errors/index.js";
import { defineRoute } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";

export * from "./aliases.js";
export * from "./exactly-one.js";

type Schema = z.core.$ZodType;

/** A command: its name and the schemas of its input and result. Its handler is in `api/src/<domain>`. */
export interface Command<In extends Schema = Schema, Out extends Schema = Schema> {
  readonly name: string;
  readonly input: In;
  readonly output: Out;
  /**
   * The id of what the command changes. Commands with the same subject take effect in the order in
   * which the user gave them, even if the first has to be sent again. Others may overtake each other.
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

/** A command as a client posts it. The client creates the id; per user, an id takes effect once [S2]. */
export const postedCommandSchema = z.strictObject({
  id: idSchema,
  name: z.string().check(z.minLength(1), z.maxLength(64)),
  input: z.unknown(),
});
export type PostedCommand = z.infer<typeof postedCommandSchema>;

/** The answer to one command of a request. Answers have the order of the commands. */
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
    commands: z.array(postedCommandSchema).check(z.minLength(1), z.maxLength(limits.batchCommands)),
    /** The lineage that the client knows. On another one nothing runs, and the answer is `lineage_changed`. */
    lineage: z.optional(idSchema),
  }),
  data: z.array(commandAnswerSchema),
});
