import { setTimeout as pause } from "node:timers/promises";
import { loadGame, type MatchEnd } from "@rally/shared/games";
import { newId, NIL_ID } from "@rally/shared/ids";
import type { Limits } from "@rally/shared/limits";
import type { Bus } from "@rally/shared/server/bus";
import type { Database, Transaction } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import { personOf } from "@rally/shared/server/models";
import { finishMatch, type Ending, type StoredEnd } from "./finish-match.js";
import { forgetServer, openMatchesOf, registerServer, sweepGames } from "./game-servers.js";
import type { LiveMatch, MatchHost } from "./live-match.js";
import { MatchClock } from "./match-clock.js";
import { pairWaiting } from "./matchmaking.js";
import { matchById, type MatchRow } from "./match-rows.js";
import type { Matches } from "./matches.js";
import { RealTimeMatch } from "./real-time-match.js";
import { TurnMatch } from "./turn-match.js";

export interface MatchServerContext {
  database: Database;
  bus: Bus;
  logger: Logger;
  limits: Limits;
  /** The address at which the other processes reach this one. */
  internalUrl: () => string;
}

/** Milliseconds until a failed write is tried again; doubled each time, up to the last one. */
const RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;
const INTERRUPTED: MatchEnd = { winner: null, reason: "interrupted" };

/** The matches that this process runs. Another process ends them if this one dies. */
export class MatchServer implements Matches, MatchHost {
  readonly serverId = newId();
  readonly limits: Limits;
  private readonly live = new Map<string, Promise<LiveMatch | undefined>>();
  private readonly clock = new MatchClock();
  private readonly context: MatchServerContext;
  private readonly timer: NodeJS.Timeout;
  private sweeping: Promise<void>;
  private isPairing = false;
  private pairing = Promise.resolve();
  private isStopping = false;

  constructor(context: MatchServerContext) {
    this.context = context;
    this.limits = context.limits;
    // Without other processes, every match of an earlier one was left behind.
    this.sweeping = this.sweep(context.bus.shared ? context.limits.gameServerSilence : 0);
    this.timer = setInterval(() => {
      this.sweeping = this.sweeping.then(() => this.sweep(context.limits.gameServerSilence));
      this.pairPlayers();
    }, context.limits.gameServerHeartbeat);
  }

  async register(trx: Transaction): Promise<void> {
    await registerServer(trx, { id: this.serverId, internalUrl: this.context.internalUrl() });
  }

  open(matchId: string): void {
    this.liveMatch(matchId).catch((error: unknown) => {
      this.context.logger.error({ err: error, match: matchId }, "failed to open a match");
    });
  }

  pairPlayers(): void {
    if (this.isPairing || this.isStopping) return;
    this.isPairing = true;
    this.pairing = this.pair().finally(() => {
      this.isPairing = false;
    });
  }

  private async pair(): Promise<void> {
    const { database, bus, logger, limits } = this.context;
    await pairWaiting({ database, bus, matches: this, silence: limits.queueSilence }).catch(
      (error: unknown) => {
        if (!this.isStopping) logger.warn({ err: error }, "failed to pair waiting players");
      },
    );
  }

  /** A match of this process; undefined if it has ended. */
  liveMatch(matchId: string): Promise<LiveMatch | undefined> {
    const known = this.live.get(matchId);
    if (known) return known;
    const loading = this.load(matchId);
    this.live.set(matchId, loading);
    loading.then(
      (match) => match ?? this.live.delete(matchId),
      () => this.live.delete(matchId),
    );
    return loading;
  }

  /** The matches of this process that are loaded. */
  async *loaded(): AsyncGenerator<LiveMatch> {
    for (const loading of [...this.live.values()]) {
      const match = await loading.catch(() => undefined);
      if (match) yield match;
    }
  }

  async begin(id: string): Promise<void> {
    await this.untilStored(id, async () => {
      await this.context
        .database("matches")
        .where({ id, state: "waiting" })
        .update({ state: "playing", started_at: new Date() });
    });
  }

  async finish(ending: Ending): Promise<StoredEnd> {
    const { end, score, steps } = ending;
    const stored = await this.untilStored(ending.id, () =>
      finishMatch(this.context.database, ending),
    );
    return stored ?? { ...end, score, steps };
  }

  over(matchId: string): void {
    this.live.delete(matchId);
  }

  /** Ends all matches of this process as interrupted. */
  async stop(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.timer);
    await this.sweeping;
    await this.pairing;
    for await (const match of this.loaded()) await match.end(INTERRUPTED);
    if (this.hasRun)
      await forgetServer(this.context.database, this.serverId).catch(() => undefined);
  }

  private hasRun = false;

  private async load(matchId: string): Promise<LiveMatch | undefined> {
    const row = await matchById(this.context.database, NIL_ID, matchId);
    if (!row || row.endedAt || row.ownerId !== this.serverId || this.isStopping) return undefined;
    this.hasRun = true;
    const game = await loadGame(row.game);
    const facts = factsOf(row);
    return game.pace === "turns"
      ? new TurnMatch(game, facts, this)
      : new RealTimeMatch(game, facts, this, this.clock);
  }

  /** Repeats a write until it succeeds, or until the process stops. */
  private async untilStored<T>(match: string, write: () => Promise<T>): Promise<T | undefined> {
    for (let wait = RETRY_MS; ; wait = Math.min(2 * wait, LONGEST_RETRY_MS)) {
      try {
        return await write();
      } catch (error) {
        this.context.logger.warn({ err: error, match }, "failed to store a match");
        if (this.isStopping) return undefined;
        await pause(wait);
      }
    }
  }

  /** Sends this process's heartbeat, and ends the matches of processes that are dead. */
  private async sweep(silence: number): Promise<void> {
    const { database, logger } = this.context;
    try {
      if (this.live.size > 0) {
        await registerServer(database, {
          ...{ id: this.serverId, internalUrl: this.context.internalUrl() },
        });
      }
      for (const server of await sweepGames(database, silence)) {
        if (server !== this.serverId) await this.endMatchesOf(server);
      }
    } catch (error) {
      if (!this.isStopping) logger.warn({ err: error }, "failed to check the game servers");
    }
  }

  private async endMatchesOf(server: string): Promise<void> {
    const { database, logger } = this.context;
    logger.warn({ server }, "ending the matches of a process that is gone");
    for (;;) {
      const ids = await openMatchesOf(database, server);
      for (const id of ids) {
        await finishMatch(database, { id, end: INTERRUPTED, score: [0, 0], steps: 0, inputs: [] });
      }
      if (ids.length === 0) break;
    }
    await forgetServer(database, server);
  }
}

function factsOf(row: MatchRow) {
  const { id: matchId, game, settings, seed, rated, first, second } = row;
  return {
    ...{ matchId, game, settings, seed, rated },
    players: [first && personOf(first), second && personOf(second)] as [
      ReturnType<typeof personOf> | null,
      ReturnType<typeof personOf> | null,
    ],
    userIds: [row.firstId, row.secondId] as const,
    createdAt: row.createdAt.getTime(),
  };
}
