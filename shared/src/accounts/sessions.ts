import * as z from "zod/mini";
import { defineRoute } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { storable, visible } from "../text/index.js";
import { givenPasswordSchema, passwordSchema } from "./fields.js";

/** One of one's sessions: a device that is signed in, or a bot's token. Times in milliseconds. */
export const sessionSchema = z.object({
  id: idSchema,
  kind: z.enum(["device", "bot"]),
  /** What its maker calls a bot's token. */
  name: z.optional(z.string()),
  userAgent: z.string(),
  ip: z.string(),
  createdAt: z.int(),
  lastSeenAt: z.int(),
  expiresAt: z.int(),
  /** Whether it is the one that asks. */
  current: z.boolean(),
});
export type SessionInfo = z.infer<typeof sessionSchema>;

export const listSessions = defineRoute({
  method: "GET",
  path: "/api/v1/auth/sessions",
  summary: "One's sessions that live: devices, and bots' tokens; the newest first, 100 at most",
  auth: "user",
  noBots: true,
  data: z.array(sessionSchema),
});

export const endSessionRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/auth/sessions/:id",
  summary: "End one of one's sessions, or revoke a bot's token; its sockets close within a second",
  auth: "user",
  noBots: true,
  params: z.strictObject({ id: idSchema }),
  data: z.object({ ended: z.literal(true) }),
});

export const endAllSessions = defineRoute({
  method: "POST",
  path: "/api/v1/auth/logout-everywhere",
  summary: "Log out everywhere, here too; bots' tokens stay",
  auth: "user",
  noBots: true,
  /** How many there were. */
  data: z.object({ ended: z.int() }),
});

export const changePassword = defineRoute({
  method: "POST",
  path: "/api/v1/auth/password",
  summary: "Change one's password; every other session ends, bots' tokens with `bots`",
  auth: "user",
  noBots: true,
  body: z.strictObject({
    current: givenPasswordSchema,
    next: passwordSchema,
    bots: z.optional(z.boolean()),
  }),
  /** How many other sessions ended. */
  data: z.object({ ended: z.int() }),
});

/** A bot's token lives a year unless said otherwise, and ten at most. */
export const BOT_TOKEN_MS = 365 * 24 * 3_600_000;

export const createToken = defineRoute({
  method: "POST",
  path: "/api/v1/auth/tokens",
  summary: "Make a long-lived token for a bot, which is shown once; it is revoked as a session",
  auth: "user",
  noBots: true,
  body: z.strictObject({
    name: z.string().check(z.minLength(1), z.maxLength(80), visible(), storable()),
    /** Milliseconds since the epoch. */
    expiresAt: z.optional(z.int().check(z.minimum(0), z.maximum(8.64e15))),
  }),
  /** `id`: the session's. */
  data: z.object({ id: idSchema, token: z.string(), expiresAt: z.int() }),
});
