import { isId } from "../ids/index.js";

/** A room's name: the last part of `/sync/<room>`. */
export type RoomName = `conversation.${string}` | `user.${string}`;
export interface RoomAddress {
  kind: "conversation" | "user";
  id: string;
}

export const SYNC_PATH = "/sync";

export function roomName(kind: RoomAddress["kind"], id: string): RoomName {
  return `${kind}.${id}`;
}

/** What a room's name says, or undefined when it names none. */
export function parseRoomName(name: string): RoomAddress | undefined {
  const [kind, id, ...rest] = name.split(".");
  if (rest.length > 0 || !isId(id)) return undefined;
  return kind === "conversation" || kind === "user" ? { kind, id } : undefined;
}

/** The sub-protocol that Rally speaks and echoes; the access token travels beside it. */
export const SUBPROTOCOL = "rally.v1";
const BEARER = "bearer.";

/** The `protocols` of a WebSocket to Rally. JWTs hold only characters that a sub-protocol may. */
export function socketProtocols(accessToken: string): string[] {
  return [SUBPROTOCOL, `${BEARER}${accessToken}`];
}

/** The token offered in a handshake's sub-protocols, or undefined. */
export function bearerOf(protocols: Iterable<string>): string | undefined {
  for (const protocol of protocols) {
    if (protocol.startsWith(BEARER)) return protocol.slice(BEARER.length);
  }
  return undefined;
}
