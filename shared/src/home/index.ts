import * as z from "zod/mini";
import { conversationSchema } from "../conversations/index.js";
import { challengeSchema, matchSchema } from "../games/index.js";
import { defineRoute, queryInteger } from "../http/index.js";
import { limits } from "../limits/index.js";
import { notificationSchema } from "../notifications/index.js";
import { personSchema } from "../people/index.js";
import { sightingSchema } from "../presence/index.js";

/** Rows of a part, the total number of rows, and the `after` of the next page. */
function partOf<R extends z.core.$ZodType>(row: R) {
  return z.object({ rows: z.array(row), total: z.int(), next: z.optional(z.int()) });
}

/**
 * The parts of home. A new part is an entry here and a reader in `api/src/home`.
 */
export const homeParts = {
  /** Conversations with unread messages, the most recent first. */
  conversations: partOf(conversationSchema),
  /** Friends: online, then away, then by when they were last seen; `online` counts the first two. */
  friends: z.extend(partOf(z.object({ user: personSchema, ...sightingSchema.shape })), {
    online: z.int(),
  }),
  /** Friend requests, the newest first; `at` in milliseconds since the epoch. */
  requests: partOf(z.object({ user: personSchema, at: z.int() })),
  /** Unread notifications, the newest first. */
  notifications: partOf(notificationSchema),
  /** Open challenges to the user, the newest first; at most `limits.pageRows` are counted. */
  challenges: partOf(challengeSchema),
  /** The user's newest ended matches, at most five; `GET /matches` has the others. */
  matches: z.object({ rows: z.array(matchSchema) }),
} as const;
export type HomePartName = keyof typeof homeParts;

const homeSchema = z.partial(z.object(homeParts));
/** All parts, or only the one that the request names. */
export type Home = z.infer<typeof homeSchema>;
export type HomePart<N extends HomePartName> = NonNullable<Home[N]>;

export const readHome = defineRoute({
  method: "GET",
  path: "/api/v1/home",
  summary: "All parts of home; with `part` and `after`, the next page of one part",
  auth: "user",
  query: z.strictObject({
    part: z.optional(z.enum(Object.keys(homeParts) as HomePartName[])),
    after: z.optional(queryInteger(0, 1_000_000)),
    limit: z.optional(queryInteger(1, limits.pageRows)),
  }),
  data: homeSchema,
  meta: z.object({ lineage: z.string() }),
});
