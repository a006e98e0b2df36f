import { RallyError } from "@rally/shared/errors";
import type { Identity } from "@rally/shared/server/tokens";
import { aliveSessions } from "@rally/sync-server";
import type { Context } from "koa";
import { clientIp, type ApiContext, type Authenticate } from "../http/index.js";

/** Milliseconds for which a verified token is cached, unless the session ends before. */
const ALIVE_MS = 1_000;
/** Cached tokens at most; the oldest are removed first. */
const MAX_CACHED = 10_000;

/** The bearer token of a request. */
export function bearerOf(http: Context): string | undefined {
  const [scheme, token] = http.get("Authorization").split(" ");
  return scheme?.toLowerCase() === "bearer" && token ? token : undefined;
}

/** Authenticates requests by bearer token, and checks the session's row at most a second later. */
export function authenticator(context: ApiContext): Authenticate {
  const cached = new Map<string, { identity: Identity; until: number }>();
  context.bus.subscribe("sessionEnded", ({ session }) => {
    for (const [token, { identity }] of cached) {
      if (identity.sessionId === session) cached.delete(token);
    }
  });
  const verify = async (token: string): Promise<Identity> => {
    const identity = context.tokens.verifyAccess(token);
    const until = Date.now() + ALIVE_MS;
    const alive = await aliveSessions(context.database, [identity.sessionId]);
    if (alive.get(identity.sessionId) !== identity.userId) {
      throw new RallyError("session_ended", "Sign in again");
    }
    cached.delete(token);
    cached.set(token, { identity, until });
    const [oldest] = cached.keys();
    if (oldest !== undefined && cached.size > MAX_CACHED) cached.delete(oldest);
    return identity;
  };
  return async (http) => {
    const token = bearerOf(http);
    if (token === undefined) {
      throw new RallyError("unauthenticated", "An access token is required");
    }
    const entry = cached.get(token);
    const identity = entry && Date.now() < entry.until ? entry.identity : await verify(token);
    return { ...identity, ip: clientIp(http.req, context.publicUrl) };
  };
}
