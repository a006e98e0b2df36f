import { once } from "node:events";
import * as routes from "@rally/shared/games";
import {
  decodeSnapshotFrame,
  gameProtocols,
  gameSocketPath,
  serverGameMessageSchema,
  type ClientGameMessage,
  type ServerGameMessage,
  type SnapshotFrame,
} from "@rally/shared/games";
import * as z from "zod/mini";
import { WebSocket } from "ws";
import { eventually } from "../eventually.js";
import type { TestPerson } from "../people.js";
import type { TestRally } from "../test-rally.js";

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

/** Opens a match as a player or as a spectator. */
export function openMatch(
  rally: Pick<TestRally, "url" | "onClose">,
  { token }: Pick<TestPerson, "token">,
  matchId: string,
): GameClient {
  const url = new URL(gameSocketPath(matchId), rally.url.replace("http", "ws"));
  const socket = new WebSocket(url, gameProtocols(token));
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

/** A match that both players have opened, with their sockets in the order of their sides. */
export async function startedMatch(
  rally: Pick<TestRally, "url" | "onClose">,
  two: readonly [TestPerson, TestPerson],
  game: routes.GameId,
  settings: Record<string, unknown> = {},
) {
  const { matchId, players } = await accepted(two, game, settings);
  const clients = [
    openMatch(rally, players[0], matchId),
    openMatch(rally, players[1], matchId),
  ] as const;
  for (const client of clients) await client.message("started");
  return { matchId, players, clients };
}

/** The sockets of a match of Connect Four, that of the player who moves first in front. */
export async function inTurn(clients: readonly [GameClient, GameClient]) {
  const { seed } = await clients[0].message("joined");
  const rules = await routes.loadGame("connect-four");
  const first = rules.turn(rules.start(z.parse(rules.settings, {}), seed));
  return { first, clients: first === 0 ? clients : ([clients[1], clients[0]] as const) };
}
