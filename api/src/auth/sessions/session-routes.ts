import { randomBytes } from "node:crypto";
import * as routes from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { Session } from "@rally/shared/server/models";
import { type ApiContext, type MountedRoute, handleRoute } from "../../http/index.js";
import { requireRecentAuth } from "../recent-auth.js";
import { endSessions, publishEndedSessions } from "./end-sessions.js";
import { clearRefreshCookie } from "./refresh-cookie.js";
import { mailSignInChange } from "../../mail/index.js";

/** Lists and ends the user's sessions, and creates bot tokens. */
export function sessionRoutes(context: ApiContext): MountedRoute[] {
  const { database, tokens } = context;
  return [
    handleRoute(routes.listSessions, async ({ caller }) => {
      const rows = await Session.query(database)
        .where("user_id", caller.userId)
        .whereNull("ended_at")
        .where("expires_at", ">", new Date())
        .orderBy("last_seen_at", "desc")
        .limit(limits.pageRows);
      return { data: rows.map((row) => infoOf(row, caller.sessionId)) };
    }),

    handleRoute(routes.endSessionRoute, async ({ params, caller }) => {
      const own = await Session.query(database).findOne({ id: params.id, user_id: caller.userId });
      if (!own) throw new RallyError("not_found", "Unknown session");
      publishEndedSessions(
        context,
        await endSessions(database, caller.userId, { only: params.id }),
      );
      return { data: { ended: true as const } };
    }),

    handleRoute(routes.endAllSessions, async ({ caller, http }) => {
      const ended = await endSessions(database, caller.userId, {});
      publishEndedSessions(context, ended);
      clearRefreshCookie(http, context);
      return { data: { ended: ended.length } };
    }),

    handleRoute(routes.createToken, async ({ body, caller }) => {
      const { name, expiresAt = Date.now() + routes.BOT_TOKEN_MS } = body;
      if (expiresAt <= Date.now() || expiresAt > Date.now() + 10 * routes.BOT_TOKEN_MS) {
        throw new RallyError("invalid_input", "A token is valid for ten years at most", {
          fields: { expiresAt: [expiresAt <= Date.now() ? "too_small" : "too_big"] },
        });
      }
      const id = newId();
      const signed = tokens.signBot({ userId: caller.userId, sessionId: id }, expiresAt);
      await database.transaction(async (trx) => {
        const user = await requireRecentAuth(context, trx, caller);
        await Session.query(trx).insert({
          id,
          userId: caller.userId,
          kind: "bot",
          name,
          nonce: randomBytes(16),
          ip: caller.ip,
          expiresAt: new Date(signed.expiresAt),
        });
        await mailSignInChange(context, trx, user, "tokenMade");
      });
      return { data: { id, ...signed } };
    }),
  ];
}

function infoOf(session: Session, current: string): routes.SessionInfo {
  return {
    id: session.id,
    kind: session.kind,
    ...(session.name !== null && { name: session.name }),
    userAgent: session.userAgent,
    ip: session.ip,
    createdAt: session.createdAt.getTime(),
    lastSeenAt: session.lastSeenAt.getTime(),
    expiresAt: session.expiresAt.getTime(),
    current: session.id === current,
  };
}
