import * as z from "zod/mini";
import { defineRoute } from "../http/index.js";
import { storable } from "../text/index.js";
import { emailSchema, givenPasswordSchema, passwordSchema, usernameSchema } from "./fields.js";
import { meSchema } from "./me.js";

export * from "./email.js";
export * from "./fields.js";
export * from "./me.js";
export * from "./recovery.js";
export * from "./self.js";
export * from "./sessions.js";

/** The answer of signing in and refreshing; the refresh token is an httpOnly cookie. */
export const signedInSchema = z.object({
  accessToken: z.string(),
  /** Milliseconds since the epoch at which the access token expires. */
  expiresAt: z.int(),
  /**
   * The lineage of the server's database. When it changes, a device drops its caches and keeps
   * outbox and drafts.
   */
  lineage: z.string(),
  user: meSchema,
  /**
   * Restores the session of a browser that crashed before its first cookie was on disk. Once that
   * cookie has been replaced, using this token ends the session.
   */
  resumeToken: z.optional(z.string()),
});
export type SignedIn = z.infer<typeof signedInSchema>;

export const register = defineRoute({
  method: "POST",
  path: "/api/v1/auth/register",
  summary: "Create an account and sign in",
  auth: "anyone",
  body: z.strictObject({
    username: usernameSchema,
    email: emailSchema,
    password: passwordSchema,
    /** From the one-time link printed at first start; makes this account the admin. */
    setupToken: z.optional(z.string().check(z.maxLength(256))),
  }),
  data: signedInSchema,
});

export const login = defineRoute({
  method: "POST",
  path: "/api/v1/auth/login",
  summary: "Sign in with a user name or email address",
  auth: "anyone",
  body: z.strictObject({
    login: z.string().check(z.minLength(1), z.maxLength(254), storable()),
    password: givenPasswordSchema,
  }),
  data: signedInSchema,
});

export const refresh = defineRoute({
  method: "POST",
  path: "/api/v1/auth/refresh",
  summary: "Get a new access token for the refresh cookie, which rotates",
  auth: "anyone",
  data: signedInSchema,
});

export const resumeSession = defineRoute({
  method: "POST",
  path: "/api/v1/auth/resume",
  summary: "Set the first refresh cookie again, for a browser that crashed before it was on disk",
  auth: "anyone",
  body: z.strictObject({ resumeToken: z.string().check(z.maxLength(256)) }),
  data: signedInSchema,
});

export const logout = defineRoute({
  method: "POST",
  path: "/api/v1/auth/logout",
  summary: "End the session of the refresh cookie; its sockets close within a second",
  auth: "anyone",
  data: z.object({ loggedOut: z.literal(true) }),
});

export const me = defineRoute({
  method: "GET",
  path: "/api/v1/me",
  summary: "Get the signed-in user",
  auth: "user",
  data: meSchema,
  meta: z.object({ lineage: z.string() }),
});
