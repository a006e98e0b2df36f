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
    aliveAt.delete(session);
  });
  return async (http) => {
    const [scheme, token] = http.get("Authorization").split(" ");
    if (scheme?.toLowerCase() !== "bearer" || !token) {
      throw new RallyError("unauthenticated", "This needs an access token");
    }
    const identity = context.tokens.verifyAccess(token);
    if (Date.now() - (aliveAt.get(identity.sessionId) ?? 0) > ALIVE_MS) {
      const alive = await aliveSessions(context.database, [identity.sessionId]);
      if (alive.size === 0) throw new RallyError("session_ended", "Sign in again");
      aliveAt.delete(identity.sessionId);
      aliveAt.set(identity.sessionId, Date.now());
      const [oldest] = aliveAt.keys();
      if (oldest && aliveAt.size > REMEMBERED) aliveAt.delete(oldest);
    }
    return identity;
  };
}
