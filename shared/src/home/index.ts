import * as z from "zod/mini";
import { conversationSchema } from "../conversations/index.js";
import { defineRoute, queryInteger } from "../http/index.js";
import { limits } from "../limits/index.js";
import { notificationSchema } from "../notifications/index.js";
import { personSchema } from "../people/index.js";
import { sightingSchema } from "../presence/index.js";

/** Some rows of a part, how many there are in all, and the `after` of the next page. */
function partOf<R extends z.core.$ZodType>(row: R) {
  return z.object({ rows: z.array(row), total: z.int(), next: z.optional(z.int()) });
}

/**
 * The parts of home, each of one domain; those of games (invitations, matches, ranking,
 * tournaments) come here with the games.
 */
export const homeParts = {
  /** Conversations with something unread, the one that spoke last first. */
  conversations: partOf(conversationSchema),
  /** Friends: who is here, then who is away, then the last seen; `online` counts the first two. */
  friends: z.extend(partOf(z.object({ user: personSchema, ...sightingSchema.shape })), {
    online: z.int(),
  }),
  /** Who asks to be a friend, the newest first; `at`: since when, ms since the epoch. */
  requests: partOf(z.object({ user: personSchema, at: z.int() })),
  /** What is unread of the notifications, the newest first. */
  notifications: partOf(notificationSchema),
} as const;
export type HomePartName = keyof typeof homeParts;

const homeSchema = z.partial(z.object(homeParts));
/** Every part of the answer to the whole; of the answer about one part, that one. */
export type Home = z.infer<typeof homeSchema>;
export type HomePart<N extends HomePartName> = NonNullable<Home[N]>;

export const readHome = defineRoute({
  method: "GET",
  path: "/api/v1/home",
  summary: "All that home shows, in one request; with `part` and `after` the next page of one part",
  auth: "user",
  query: z.strictObject({
    part: z.optional(z.enum(Object.keys(homeParts) as HomePartName[])),
    after: z.optional(queryInteger(0, 1_000_000)),
    limit: z.optional(queryInteger(1, limits.pageRows)),
  }),
  data: homeSchema,
  meta: z.object({ lineage: z.string() }),
});
