import { once } from "node:events";
import {
  decodeSnapshotFrame,
  gameProtocols,
  gameSocketPath,
  serverGameMessageSchema,
  type ClientGameMessage,
  type ServerGameMessage,
  type SnapshotFrame,
} from "@rally/shared/games";
import * as routes from "@rally/shared/games";
import * as z from "zod/mini";
import { WebSocket } from "ws";
import { eventually, type TestPerson, type TestRally } from "../../testing/index.js";

/** A socket of a match, with everything that it received. */
export interface GameClient {
  readonly socket: WebSocket;
  readonly messages: ServerGameMessage[];
  readonly snapshots: SnapshotFrame[];
  /** The code with which it was closed. */
  readonly closed: Promise<number>;
  send(message: ClientGameMessage): void;
  /** Waits for a message of this type, from the first one on. */
  message<T extends ServerGameMessage["type"]>(
    type: T,
    fits?: (message: Extract<ServerGameMessage, { type: T }>) => boolean,
  ): Promise<Extract<ServerGameMessage, { type: T }>>;
}

export function openMatch(rally: TestRally, person: TestPerson, matchId: string): GameClient {
  const url = new URL(gameSocketPath(matchId), rally.url.replace("http", "ws"));
  const socket = new WebSocket(url, gameProtocols(person.token));
  rally.onClose(() => {
    socket.terminate();
  });
  const messages: ServerGameMessage[] = [];
  const snapshots: SnapshotFrame[] = [];
  socket.on("error", () => undefined);
  socket.on("message", (data: Buffer, isBinary) => {
    if (isBinary) {
      const frame = decodeSnapshotFrame(data);
      if (frame) snapshots.push(frame);
    } else messages.push(z.parse(serverGameMessageSchema, JSON.parse(data.toString())));
  });
  return {
    ...{ socket, messages, snapshots },
    closed: once(socket, "close").then(([code]) => code as number),
    send(message) {
      socket.send(JSON.stringify(message));
    },
    message: (type, fits = () => true) =>
      eventually(() => {
        const found = messages.find(
          (message) => message.type === type && fits(message as Parameters<typeof fits>[0]),
        );
        if (!found) throw new Error(`no ${type} among ${JSON.stringify(messages)}`);
        return found as never;
      }),
  };
}

/** A challenge that was accepted: its match, and the players in the order of their sides. */
export async function accepted(
  [by, opponent]: readonly [TestPerson, TestPerson],
  game: routes.GameId,
  settings: Record<string, unknown> = {},
): Promise<{ matchId: string; players: [TestPerson, TestPerson] }> {
  const body = { game, settings, opponent: opponent.id };
  const { data } = await by.call(routes.createChallengeRoute, { body });
  const answer = await opponent.call(routes.acceptChallengeRoute, {
    ...{ params: { id: data.id }, body: {} },
  });
  const { matchId } = answer.data;
  const match = await by.call(routes.getMatch, { params: { id: matchId } });
  const isFirst = match.data.players[0]?.id === by.id;
  return { matchId, players: isFirst ? [by, opponent] : [opponent, by] };
}
