import * as z from "zod/mini";
import { defineRoute, queryInteger } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { storable } from "../text/index.js";
import { personSchema } from "./person.js";
import { profileSchema, updateProfile } from "./profile.js";

export const findPeople = defineRoute({
  method: "GET",
  path: "/api/v1/users",
  summary:
    "Find people by the beginnings of their names (`search`), page by page, or by their ids (`ids`, commas)",
  auth: "user",
  query: z.strictObject({
    search: z.optional(z.string().check(z.maxLength(64), storable())),
    ids: z.optional(
      z.pipe(
        z.pipe(
          z.string().check(z.maxLength(limits.pageRows * 37)),
          z.transform((text: string) => text.split(",")),
        ),
        z.array(idSchema).check(z.maxLength(limits.pageRows)),
      ),
    ),
    /** The user name after which the page begins. */
    after: z.optional(z.string().check(z.regex(/^\w{1,24}$/))),
    limit: z.optional(queryInteger(1, limits.pageRows)),
  }),
  data: z.array(personSchema),
  meta: z.object({ next: z.optional(z.string()) }),
});

export const getProfile = defineRoute({
  method: "GET",
  path: "/api/v1/people/:name",
  summary: "Somebody's profile, by user name; there is none of people one is not on terms with",
  auth: "user",
  params: z.strictObject({ name: z.string().check(z.regex(/^\w{1,24}$/)) }),
  data: profileSchema,
});

/** The body is the picture itself, as a browser or a camera writes it, and no JSON. */
export const uploadAvatar = defineRoute({
  method: "POST",
  path: "/api/v1/me/avatar",
  summary: "Give oneself a picture: JPEG, PNG, WebP, GIF or AVIF, of at most 5 MB",
  auth: "user",
  rawBody: "image/*",
  data: updateProfile.output,
});
