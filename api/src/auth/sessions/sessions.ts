import { randomBytes } from "node:crypto";
import type { SignedIn } from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import { newId } from "@rally/shared/ids";
import type { Transaction } from "@rally/shared/server/database";
import { bannedError, isBanned, Session, User } from "@rally/shared/server/models";
import { sameToken } from "@rally/shared/server/tokens";
import type { Context } from "koa";
import { clientIp, type ApiContext } from "../../http/index.js";
import { meOf } from "../me.js";
import { presentCookie } from "./present-cookie.js";
import {
  clearRefreshCookie,
  readRefreshCookie,
  refreshCookieOf,
  requireOwnOrigin,
  setRefreshCookie,
} from "./refresh-cookie.js";

/** The generation of a session's first cookie; its resume token has the one before. */
const FIRST_GENERATION = 1;

/**
 * Locks the user's row, so that a ban or a password change is ordered before or after this
 * transaction.
 * @throws RallyError `session_ended`, `banned`
 */
export async function requireUnbanned(trx: Transaction, userId: string): Promise<User> {
  const user = await User.query(trx).findById(userId).whereNull("deleted_at").forNoKeyUpdate();
  if (!user) throw new RallyError("session_ended", "This account no longer exists");
  if (isBanned(user)) throw bannedError(user);
  return user;
}

/**
 * Begins a session: sets the refresh cookie and returns the answer of a sign-in. Ends the browser's
 * previous session, because its cookie is overwritten.
 */
export async function beginSession(
  context: ApiContext,
  trx: Transaction,
  user: User,
  http: Context,
): Promise<SignedIn> {
  const before = await presentedSession(context, trx, refreshCookieOf(http, context));
  if (before) await endSessionRow(trx, before.session.id);
  const session = await Session.query(trx).insertAndFetch({
    id: newId(),
    userId: user.id,
    nonce: randomBytes(16),
    generation: FIRST_GENERATION,
    userAgent: http.get("User-Agent").slice(0, 512),
    ip: clientIp(http.req, context.publicUrl),
    expiresAt: expiryOf(context, new Date()),
  });
  const token = context.tokens.refreshToken(session, session.generation);
  setRefreshCookie(http, context, token, session.expiresAt);
  return signedIn(context, user, session);
}

/**
 * Renews a session by its refresh cookie: returns a new access token and, once the cookie is old
 * enough, sets its successor. The previous cookie stays valid, and yields the same successor, until
 * the successor has been used: a browser that crashes before a cookie is on disk presents the
 * previous one. A use counts `limits.refreshStored` after the successor was last sent. From then on
 * an older cookie ends the session, because it may have been stolen (`presentCookie`).
 * @throws RallyError `session_ended`, `banned`
 */
export function renewSession(context: ApiContext, http: Context): Promise<SignedIn> {
  return renew(context, http, readRefreshCookie(http, context));
}

/**
 * Sets a session's first cookie again, for the resume token that was returned with it.
 * @throws RallyError `session_ended`, `banned`
 */
export async function resumeSession(
  context: ApiContext,
  http: Context,
  resumeToken: string,
): Promise<SignedIn> {
  requireOwnOrigin(http, context);
  const claim = context.tokens.readRefresh(resumeToken);
  if (claim?.generation !== FIRST_GENERATION - 1) {
    throw new RallyError("session_ended", "Sign in again");
  }
  return renew(context, http, resumeToken);
}

async function renew(
  context: ApiContext,
  http: Context,
  cookie: string | undefined,
): Promise<SignedIn> {
  const outcome = await context.database.transaction(async (trx) => {
    const presented = await presentedSession(context, trx, cookie);
    if (!presented) return undefined;
    const { session, generation } = presented;
    const user = await User.query(trx).findById(session.userId).whereNull("deleted_at");
    // The cookie is kept, so that a reloaded page can show the ban again.
    if (user && isBanned(user)) throw bannedError(user);
    const expiresAt = expiryOf(context, session.createdAt);
    const until = Math.min(session.expiresAt.getTime(), expiresAt.getTime());
    if (session.endedAt || until <= Date.now()) return undefined;
    const now = new Date();
    const presentation = presentCookie(session, generation, now, context.limits);
    if (presentation === "reused") {
      await endSessionRow(trx, session.id);
      return { ended: session.id, session, user: undefined };
    }
    if (presentation === "given") session.expiresAt = expiresAt;
    await Session.query(trx)
      .findById(session.id)
      .patch({
        generation: session.generation,
        rotatedAt: session.rotatedAt,
        cookiePresented: session.cookiePresented,
        cookieUsed: session.cookieUsed,
        cookieReturns: session.cookieReturns,
        expiresAt: session.expiresAt,
        lastSeenAt: now,
        ip: clientIp(http.req, context.publicUrl),
      });
    return user && { user, session, ended: undefined };
  });
  if (outcome?.user) {
    const { user, session } = outcome;
    const token = context.tokens.refreshToken(session, session.generation);
    setRefreshCookie(http, context, token, session.expiresAt);
    return signedIn(context, user, session);
  }
  if (outcome?.ended !== undefined) {
    context.bus.publish("sessionEnded", { session: outcome.ended });
    context.logger.warn(
      { session: outcome.ended },
      "an outdated refresh token was used; the session ends",
    );
  }
  clearRefreshCookie(http, context);
  throw new RallyError("session_ended", "Sign in again");
}

/** Ends the session of the refresh cookie, if any. */
export async function endSession(context: ApiContext, http: Context): Promise<void> {
  const cookie = readRefreshCookie(http, context);
  clearRefreshCookie(http, context);
  const presented = await presentedSession(context, context.database, cookie);
  if (!presented) return;
  await endSessionRow(context.database, presented.session.id);
  context.bus.publish("sessionEnded", { session: presented.session.id });
}

/** When a device's session expires without use; a year after it began at the latest. */
function expiryOf({ limits }: ApiContext, createdAt: Date): Date {
  const idle = Date.now() + limits.sessionIdleTime;
  return new Date(Math.min(idle, createdAt.getTime() + limits.sessionTime));
}

/** The session of a genuine refresh cookie, and the cookie's generation. */
export async function presentedSession(
  context: ApiContext,
  source: Transaction | ApiContext["database"],
  cookie: string | undefined,
): Promise<{ session: Session; generation: number } | undefined> {
  const claim = cookie === undefined ? undefined : context.tokens.readRefresh(cookie);
  if (!claim || cookie === undefined) return undefined;
  const query = Session.query(source).findById(claim.sessionId);
  const session = await (source.isTransaction ? query.forUpdate() : query);
  if (!session) return undefined;
  const genuine = sameToken(context.tokens.refreshToken(session, claim.generation), cookie);
  return genuine ? { session, generation: claim.generation } : undefined;
}

async function endSessionRow(
  source: Transaction | ApiContext["database"],
  id: string,
): Promise<void> {
  await Session.query(source).findById(id).whereNull("ended_at").patch({ endedAt: new Date() });
}

function signedIn(context: ApiContext, user: User, session: Session): SignedIn {
  const { token, expiresAt } = context.tokens.signAccess({
    userId: user.id,
    sessionId: session.id,
  });
  return {
    accessToken: token,
    expiresAt,
    lineage: context.history.lineage,
    user: meOf(user),
    ...(session.generation === FIRST_GENERATION &&
      !session.cookieUsed && {
        resumeToken: context.tokens.refreshToken(session, FIRST_GENERATION - 1),
      }),
  };
}
