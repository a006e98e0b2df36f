import {
  closeCodes,
  bearerOf,
  parseRoomName,
  SUBPROTOCOL,
  SYNC_PATH,
  type CloseCode,
  type RoomAddress,
} from "@rally/shared/rooms";
import type { Identity, Tokens } from "@rally/shared/server/tokens";
import { RallyError } from "@rally/shared/errors";
import type { IncomingMessage } from "node:http";
import type { AdmissionRows } from "./read-admission.js";

/**
 * The reason to refuse a handshake. The server accepts and then closes with this code, because a
 * client would retry a failed handshake.
 */
export interface Refusal {
  code: CloseCode;
  reason: string;
}

export interface Admission {
  identity: Identity;
  address: RoomAddress;
}

/** The room name in a request's path. Undefined when the path names no room. */
export function roomOfPath(url: string | undefined): string | undefined {
  const path = (url ?? "").split("?", 1)[0] ?? "";
  if (!path.startsWith(`${SYNC_PATH}/`)) return undefined;
  return path.slice(SYNC_PATH.length + 1).replace(/\/$/, "");
}

interface HandshakeContext {
  tokens: Tokens;
  publicUrl: string | undefined;
}

/**
 * Reads the user and the room from the handshake's origin, token and path. Checks no permission.
 */
export function readHandshake(
  request: IncomingMessage,
  context: HandshakeContext,
): Admission | Refusal {
  const caller = readCaller(request, context, SUBPROTOCOL);
  if ("code" in caller) return caller;
  const address = parseRoomName(roomOfPath(request.url) ?? "");
  return address ? { ...caller, address } : { code: closeCodes.refused, reason: "no such room" };
}

/** Reads the user from the handshake's origin and sub-protocols. Checks no permission. */
export function readCaller(
  request: IncomingMessage,
  context: HandshakeContext,
  subprotocol: string,
): { identity: Identity } | Refusal {
  if (!originFits(request, context.publicUrl)) {
    return { code: closeCodes.refused, reason: "foreign origin" };
  }
  const offered = protocolsOf(request);
  if (!offered.includes(subprotocol)) {
    return { code: closeCodes.badFrame, reason: `offer the sub-protocol ${subprotocol}` };
  }
  const identity = identify(offered, context.tokens);
  return identity ? { identity } : { code: closeCodes.unauthenticated, reason: "sign in again" };
}

/** The reason to refuse a handshake according to its rows. Undefined when it is admitted. */
export function refusalOf(
  { address, identity }: Admission,
  { remaining, isMember }: AdmissionRows,
): Refusal | undefined {
  if (remaining === null) {
    return { code: closeCodes.unauthenticated, reason: "the session ended" };
  }
  const mayEnter = address.kind === "user" ? address.id === identity.userId : isMember;
  return mayEnter ? undefined : { code: closeCodes.refused, reason: "no such room for you" };
}

/** A browser's origin must be Rally's own. Bots send none. */
export function originFits(request: IncomingMessage, publicUrl: string | undefined): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (publicUrl !== undefined) return origin === new URL(publicUrl).origin;
  return origin === `http://${host ?? ""}` || origin === `https://${host ?? ""}`;
}

/** The sub-protocols that a handshake offers. */
export function protocolsOf(request: IncomingMessage): string[] {
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
