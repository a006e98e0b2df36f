import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { idSchema } from "../ids/index.js";

const input = z.strictObject({ userId: idSchema });
const output = z.object({
  userId: idSchema,
  restrained: z.boolean(),
  /** The version of one's own row about them; 0 where there never was one. */
  version: z.int(),
});

/** Hear nothing of somebody: their messages, typing and presence are hidden from oneself alone. */
export const restrainUser = defineCommand({ name: "user.restrain", input, output });

/** Hear of them again. */
export const unrestrainUser = defineCommand({ name: "user.unrestrain", input, output });

export const restraintCommands = { restrainUser, unrestrainUser } as const;
