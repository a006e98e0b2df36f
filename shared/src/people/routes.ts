import * as z from "zod/mini";
import { defineRoute, queryInteger } from "../http/index.js";
import { idListSchema, joinedIdsSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { gameRatingSchema } from "../ratings/index.js";
import { storable } from "../text/index.js";
import { personSchema } from "./person.js";
import { profileSchema, updateProfile } from "./profile.js";

export const findPeople = defineRoute({
  method: "GET",
  path: "/api/v1/users",
  summary:
    "Find users by the beginnings of their names (`search`), page by page, or by `id` (may be repeated)",
  auth: "user",
  query: z.strictObject({
    search: z.optional(z.string().check(z.maxLength(64), storable())),
    id: z.optional(idListSchema(limits.pageRows)),
    ids: z.optional(joinedIdsSchema(limits.pageRows)),
    /** The last user name of the previous page. */
    after: z.optional(z.string().check(z.regex(/^\w{1,24}$/))),
    limit: z.optional(queryInteger(1, limits.pageRows)),
  }),
  repeats: ["id"],
  data: z.array(personSchema),
  meta: z.object({ next: z.optional(z.string()) }),
});

export const getProfile = defineRoute({
  method: "GET",
  path: "/api/v1/people/:name",
  summary: "A profile by user name, with the ratings; 404 with a block between the two users",
  auth: "user",
  params: z.strictObject({ name: z.string().check(z.regex(/^\w{1,24}$/)) }),
  data: z.extend(profileSchema, {
    /** Absent from servers of earlier versions. */
    ratings: z.optional(z.array(gameRatingSchema)),
  }),
});

/** The body is the picture file, not JSON. */
export const uploadAvatar = defineRoute({
  method: "POST",
  path: "/api/v1/me/avatar",
  summary: "Upload a profile picture: JPEG, PNG, WebP, GIF or AVIF, at most 5 MB",
  auth: "user",
  rawBody: "image/*",
  data: updateProfile.output,
});
