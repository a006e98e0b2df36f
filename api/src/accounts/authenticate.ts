import { RallyError } from "@rally/shared/errors";
import { aliveSessions } from "@rally/sync-server";
import { type ApiContext, type Authenticate } from "../http/index.js";

/** A session found alive is taken for alive this long, unless a hint says otherwise. */
const ALIVE_MS = 1_000;
/** Sessions remembered at most; the oldest go first. */
const REMEMBERED = 10_000;

/** Tells the caller by the bearer token, and holds it to its session's row within a second. */
export function authenticator(context: ApiContext): Authenticate {
  const aliveAt = new Map<string, number>();
  context.bus.subscribe("sessionEnded", ({ session }) => {
    for (const key of aliveAt.keys()) if (key.startsWith(session)) aliveAt.delete(key);
  });
  return async (http) => {
    const [scheme, token] = http.get("Authorization").split(" ");
    if (scheme?.toLowerCase() !== "bearer" || !token) {
      throw new RallyError("unauthenticated", "This needs an access token");
    }
    const identity = context.tokens.verifyAccess(token);
    const key = `${identity.sessionId} ${identity.userId}`;
    if (Date.now() - (aliveAt.get(key) ?? 0) > ALIVE_MS) {
      const alive = await aliveSessions(context.database, [identity.sessionId]);
      if (alive.get(identity.sessionId) !== identity.userId)
        throw new RallyError("session_ended", "Sign in again");
      aliveAt.delete(key);
      aliveAt.set(key, Date.now());
      const [oldest] = aliveAt.keys();
      if (oldest && aliveAt.size > REMEMBERED) aliveAt.delete(oldest);
    }
    return identity;
  };
}
