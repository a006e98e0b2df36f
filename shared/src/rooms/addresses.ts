import { isId } from "../ids/index.js";

/** The name of a room: the last segment of `/sync/<room>`. */
export type RoomName = `conversation.${string}` | `user.${string}`;
export interface RoomAddress {
  kind: "conversation" | "user";
  id: string;
}

export const SYNC_PATH = "/sync";

export function roomName(kind: RoomAddress["kind"], id: string): RoomName {
  return `${kind}.${id}`;
}

/** Parses the name of a room; undefined if it is invalid. */
export function parseRoomName(name: string): RoomAddress | undefined {
  const [kind, id, ...rest] = name.split(".");
  if (rest.length > 0 || !isId(id)) return undefined;
  return kind === "conversation" || kind === "user" ? { kind, id } : undefined;
}

/** The WebSocket sub-protocol of Rally; the client sends the access token as a second one. */
export const SUBPROTOCOL = "rally.v1";
const BEARER = "bearer.";

/** The `protocols` of a WebSocket to Rally. A JWT has only characters that a sub-protocol allows. */
export function socketProtocols(accessToken: string): string[] {
  return [SUBPROTOCOL, `${BEARER}${accessToken}`];
}

/** The access token among the sub-protocols of a handshake. */
export function bearerOf(protocols: Iterable<string>): string | undefined {
  for (const protocol of protocols) {
    if (protocol.startsWith(BEARER)) return protocol.slice(BEARER.length);
  }
  return undefined;
}
