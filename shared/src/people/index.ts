import * as z from "zod/mini";
import { defineRoute, queryInteger } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { storable } from "../text/index.js";

/** Somebody, as everyone sees them. */
export const personSchema = z.object({
  id: idSchema,
  username: z.string(),
  displayName: z.string(),
});
export type Person = z.infer<typeof personSchema>;

export type Presence = "online" | "away" | "offline";

export const findPeople = defineRoute({
  method: "GET",
  path: "/api/v1/users",
  summary:
    "Find people by the beginning of a name (`search`), by a whole one that is or was theirs within 30 days (`name`), or by their ids (`ids`, commas)",
  auth: "user",
  query: z.strictObject({
    search: z.optional(z.string().check(z.maxLength(64), storable())),
    name: z.optional(z.string().check(z.maxLength(64), storable())),
    ids: z.optional(
      z.pipe(
        z.pipe(
          z.string().check(z.maxLength(limits.pageRows * 37)),
          z.transform((text: string) => text.split(",")),
        ),
        z.array(idSchema).check(z.maxLength(limits.pageRows)),
      ),
    ),
    limit: z.optional(queryInteger(1, limits.pageRows)),
  }),
  data: z.array(personSchema),
});
