import { RallyError } from "@rally/shared/errors";
import type { Identity } from "@rally/shared/server/tokens";
import { aliveSessions } from "@rally/sync-server";
import { type ApiContext, type Authenticate } from "../http/index.js";

/** A token found good, and its session alive, is taken for that this long, unless a hint says otherwise. */
const ALIVE_MS = 1_000;
/** Tokens remembered at most; the oldest go first. */
const REMEMBERED = 10_000;

/** Tells the caller by the bearer token, and holds it to its session's row within a second. */
export function authenticator(context: ApiContext): Authenticate {
  const known = new Map<string, { identity: Identity; until: number }>();
  context.bus.subscribe("sessionEnded", ({ session }) => {
    for (const [token, { identity }] of known) {
      if (identity.sessionId === session) known.delete(token);
    }
  });
  const verify = async (token: string): Promise<Identity> => {
    const identity = context.tokens.verifyAccess(token);
    const until = Date.now() + ALIVE_MS;
    const alive = await aliveSessions(context.database, [identity.sessionId]);
    if (alive.get(identity.sessionId) !== identity.userId) {
      throw new RallyError("session_ended", "Sign in again");
    }
    known.delete(token);
    known.set(token, { identity, until });
    const [oldest] = known.keys();
    if (oldest !== undefined && known.size > REMEMBERED) known.delete(oldest);
    return identity;
  };
  return async (http) => {
    const [scheme, token] = http.get("Authorization").split(" ");
    if (scheme?.toLowerCase() !== "bearer" || !token) {
      throw new RallyError("unauthenticated", "This needs an access token");
    }
    const held = known.get(token);
    return held && Date.now() < held.until ? held.identity : verify(token);
  };
}
