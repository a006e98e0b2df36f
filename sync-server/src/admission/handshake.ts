import {
  closeCodes,
  bearerOf,
  parseRoomName,
  SUBPROTOCOL,
  SYNC_PATH,
  type CloseCode,
  type RoomAddress,
} from "@rally/shared/rooms";
import type { Database } from "@rally/shared/server/database";
import type { Identity, Tokens } from "@rally/shared/server/tokens";
import { RallyError } from "@rally/shared/errors";
import type { IncomingMessage } from "node:http";
import { aliveSessions } from "./session-watch.js";

/** Why a handshake was refused: accepted first, then closed with this, or a client would retry. */
export interface Refusal {
  code: CloseCode;
  reason: string;
}

export interface Admission {
  identity: Identity;
  address: RoomAddress;
}

/** The room that a request's path names, as text; undefined when it is no room's path. */
export function roomOfPath(url: string | undefined): string | undefined {
  const path = (url ?? "").split("?", 1)[0] ?? "";
  if (!path.startsWith(`${SYNC_PATH}/`)) return undefined;
  return path.slice(SYNC_PATH.length + 1).replace(/\/$/, "");
}

/** Decides who may enter which room: origin, token, session, membership. */
export async function admit(
  request: IncomingMessage,
  context: { database: Database; tokens: Tokens; publicUrl: string | undefined },
): Promise<Admission | Refusal> {
  if (!originFits(request, context.publicUrl)) {
    return { code: closeCodes.refused, reason: "foreign origin" };
  }
  const offered = protocolsOf(request);
  if (!offered.includes(SUBPROTOCOL)) {
    return { code: closeCodes.badFrame, reason: `offer the sub-protocol ${SUBPROTOCOL}` };
  }
  const identity = identify(offered, context.tokens);
  if (!identity) return { code: closeCodes.unauthenticated, reason: "sign in again" };
  const alive = await aliveSessions(context.database, [identity.sessionId]);
  if (alive.get(identity.sessionId) !== identity.userId)
    return { code: closeCodes.unauthenticated, reason: "the session ended" };
  const address = parseRoomName(roomOfPath(request.url) ?? "");
  if (!address || !(await mayEnter(context.database, identity.userId, address))) {
    return { code: closeCodes.refused, reason: "no such room for you" };
  }
  return { identity, address };
}

/** A browser's origin must be Rally's own; bots send none. */
export function originFits(request: IncomingMessage, publicUrl: string | undefined): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (publicUrl !== undefined) return origin === new URL(publicUrl).origin;
  return origin === `http://${host ?? ""}` || origin === `https://${host ?? ""}`;
}

function protocolsOf(request: IncomingMessage): string[] {
  const offered = request.headers["sec-websocket-protocol"] ?? "";
  return offered.split(",").map((protocol) => protocol.trim());
}

function identify(offered: string[], tokens: Tokens): Identity | undefined {
  const token = bearerOf(offered);
  if (!token) return undefined;
  try {
    return tokens.verifyAccess(token);
  } catch (error) {
    if (error instanceof RallyError) return undefined;
    throw error;
  }
}

async function mayEnter(
  database: Database,
  userId: string,
  address: RoomAddress,
): Promise<boolean> {
  if (address.kind === "user") return address.id === userId;
  const row = await database<{ conversation_id: string; user_id: string }>("memberships")
    .where({ conversation_id: address.id, user_id: userId })
    .first("user_id");
  return row !== undefined;
}
