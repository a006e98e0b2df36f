import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { GAME_PATH, GAME_SUBPROTOCOL, type ServerGameMessage } from "@rally/shared/games";
import { isId } from "@rally/shared/ids";
import { bearerOf, closeCodes } from "@rally/shared/rooms";
import type { Services } from "@rally/shared/server/services";
import { isBlocked } from "@rally/shared/server/models";
import {
  GuardedSockets,
  protocolsOf,
  textFrameOf,
  type Connection,
  type Refusal,
  type RoomSession,
} from "@rally/sync-server";
import { internalUrlOf } from "./game-servers.js";
import { GameSession } from "./game-session.js";
import { endOf, isHiddenFrom, matchById, type MatchRow } from "./match-rows.js";
import type { MatchServer } from "./match-server.js";
import { RELAYED_HEADER, RelaySession } from "./relay-session.js";

const noSuchMatch: Refusal = { code: closeCodes.refused, reason: "no such match for you" };
const tryAgain: Refusal = { code: closeCodes.failed, reason: "try again" };

/** The sockets of matches, `/game?match=<id>`. Their permissions are polled from the first one on. */
export class GameSockets {
  private readonly services: Services;
  private readonly matches: MatchServer;
  private sockets: GuardedSockets | undefined;

  constructor(services: Services, matches: MatchServer) {
    this.services = services;
    this.matches = matches;
  }

  /** @returns false for any other path */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    if ((request.url ?? "").split("?", 1)[0] !== GAME_PATH) return false;
    this.sockets ??= this.guard();
    this.sockets.handleUpgrade(request, socket, head);
    return true;
  }

  async stop(): Promise<void> {
    await this.sockets?.stop();
  }

  private guard(): GuardedSockets {
    const { limits } = this.services;
    const { gameFrameBytes: frameBytes, gameReaderBytes: readerBytes } = limits;
    const rates = {
      socketFrames: limits.matchInputs,
      socketFramesAtOnce: limits.matchInputsAtOnce,
      userSockets: limits.userGameSockets,
    };
    return new GuardedSockets(
      { ...this.services, limits: { ...limits, ...rates, frameBytes, readerBytes } },
      {
        subprotocol: GAME_SUBPROTOCOL,
        open: (connection, request) => this.open(connection, request),
        onBlocked: (pairs) => void this.closeBlocked(pairs),
        onGap: () => this.checkSpectators(),
      },
    );
  }

  private async open(
    connection: Connection,
    request: IncomingMessage,
  ): Promise<RoomSession | Refusal> {
    const { database } = this.services;
    const matchId = new URL(request.url ?? "", "http://localhost").searchParams.get("match");
    if (!isId(matchId)) return noSuchMatch;
    const { userId } = connection;
    const row = await matchById(database, userId, matchId);
    const isPlayer = row?.firstId === userId || row?.secondId === userId;
    if (!row || (!isPlayer && isHiddenFrom(row))) return noSuchMatch;
    if (row.endedAt) return endedMatch(connection, row);
    if (row.ownerId === this.matches.serverId) {
      const match = await this.matches.liveMatch(matchId);
      if (!match) return tryAgain;
      return match.join(connection)
        ? new GameSession(connection, match)
        : { code: closeCodes.slowDown, reason: "too many spectators" };
    }
    const url = row.ownerId === null ? undefined : await internalUrlOf(database, row.ownerId);
    const token = bearerOf(protocolsOf(request));
    const isRelayed = request.headers[RELAYED_HEADER] !== undefined;
    if (url === undefined || token === undefined || isRelayed) return tryAgain;
    return RelaySession.open(connection, { url, matchId, token }).catch(() => tryAgain);
  }

  /** Closes the spectators between whom and a player there is a new block [S14]. */
  private async closeBlocked(pairs: readonly (readonly [string, string])[]): Promise<void> {
    for await (const match of this.matches.loaded()) {
      match.closeSpectators((spectator) =>
        pairs.some(
          ([one, other]) =>
            (one === spectator && match.facts.userIds.includes(other)) ||
            (other === spectator && match.facts.userIds.includes(one)),
        ),
      );
    }
  }

  /** Reads the blocks of all spectators again. */
  private async checkSpectators(): Promise<void> {
    for await (const match of this.matches.loaded()) {
      for (const id of match.spectatorIds) {
        const blocked = await this.services.database.transaction((trx) =>
          isBlocked(trx, [id], match.facts.userIds),
        );
        if (blocked) match.closeSpectators((spectator) => spectator === id);
      }
    }
  }
}

/** Sends how a match ended. */
function endedMatch(connection: Connection, row: MatchRow): Refusal {
  const { score, steps, ratings } = row;
  const end = endOf(row);
  if (end) {
    const message: ServerGameMessage = {
      ...{ type: "ended", ...end, score: score ?? [0, 0], steps: steps ?? 0 },
      ...(ratings && { ratings }),
    };
    connection.sendFrame(textFrameOf(JSON.stringify(message)));
  }
  return { code: closeCodes.matchEnded, reason: "the match has ended" };
}
