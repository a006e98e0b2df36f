import * as z from "zod/mini";
import { defineRoute } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { storable, visible } from "../text/index.js";
import { givenPasswordSchema, passwordSchema } from "./fields.js";

/** A session of the user's: a signed-in device, or a bot token. Times in milliseconds. */
export const sessionSchema = z.object({
  id: idSchema,
  kind: z.enum(["device", "bot"]),
  /** The name given to a bot token. */
  name: z.optional(z.string()),
  userAgent: z.string(),
  ip: z.string(),
  createdAt: z.int(),
  lastSeenAt: z.int(),
  expiresAt: z.int(),
  /** Whether this is the session of the request. */
  current: z.boolean(),
});
export type SessionInfo = z.infer<typeof sessionSchema>;

export const listSessions = defineRoute({
  method: "GET",
  path: "/api/v1/auth/sessions",
  summary: "List the active sessions and bot tokens, the newest first, 100 at most",
  auth: "user",
  noBots: true,
  data: z.array(sessionSchema),
});

export const endSessionRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/auth/sessions/:id",
  summary: "End a session, or revoke a bot token; its sockets close within a second",
  auth: "user",
  noBots: true,
  params: z.strictObject({ id: idSchema }),
  data: z.object({ ended: z.literal(true) }),
});

export const endAllSessions = defineRoute({
  method: "POST",
  path: "/api/v1/auth/logout-everywhere",
  summary: "Log out everywhere, including here; bot tokens stay",
  auth: "user",
  noBots: true,
  /** The number of ended sessions. */
  data: z.object({ ended: z.int() }),
});

export const changePassword = defineRoute({
  method: "POST",
  path: "/api/v1/auth/password",
  summary: "Change the password; ends every other session, and bot tokens with `bots`",
  auth: "user",
  noBots: true,
  body: z.strictObject({
    current: givenPasswordSchema,
    next: passwordSchema,
    bots: z.optional(z.boolean()),
  }),
  /** The number of other sessions that ended. */
  data: z.object({ ended: z.int() }),
});

/** The default validity of a bot token in milliseconds; the maximum is ten times as long. */
export const BOT_TOKEN_MS = 365 * 24 * 3_600_000;

export const createToken = defineRoute({
  method: "POST",
  path: "/api/v1/auth/tokens",
  summary: "Create a long-lived bot token, which is shown once; revoke it like a session",
  auth: "user",
  noBots: true,
  body: z.strictObject({
    name: z.string().check(z.minLength(1), z.maxLength(80), visible(), storable()),
    /** Milliseconds since the epoch. */
    expiresAt: z.optional(z.int().check(z.minimum(0), z.maximum(8.64e15))),
  }),
  /** `id` is the session's. */
  data: z.object({ id: idSchema, token: z.string(), expiresAt: z.int() }),
});
