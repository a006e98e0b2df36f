import {
  MatchRecorder,
  otherSide,
  type AnyGame,
  type ClientGameMessage,
  type GameRefusal,
  type JoinedMatch,
  type MatchEnd,
  type ServerGameMessage,
  type Side,
} from "@rally/shared/games";
import type { Limits } from "@rally/shared/limits";
import { closeCodes } from "@rally/shared/rooms";
import { textFrameOf, type Connection } from "@rally/sync-server";
import type { Ending, StoredEnd } from "./finish-match.js";

/** What a match needs from the process that runs it. */
export interface MatchHost {
  readonly limits: Limits;
  /** Stores that the match is played. Resolves once it is stored. */
  begin(matchId: string): Promise<void>;
  /** Stores the end of a match. Resolves once an end is stored, which may be an earlier one. */
  finish(ending: Ending): Promise<StoredEnd>;
  /** Forgets a match that is over. */
  over(matchId: string): void;
}

/** What is known about a match before it is played. */
export type MatchFacts = Pick<
  JoinedMatch,
  "matchId" | "game" | "settings" | "seed" | "rated" | "players"
> & { userIds: readonly [string, string]; createdAt: number };

interface Player {
  socket: Connection | undefined;
  /** When the grace period ends; null while connected. */
  graceUntil: number | null;
  /** Milliseconds of grace that are left in this match. */
  graceLeft: number;
  leftAt: number;
}

const SPECTATORS_EVERY_MS = 1_000;

/** A match that this process runs: its players, spectators, deadlines and end. */
export abstract class LiveMatch {
  protected readonly recorder: MatchRecorder<unknown, unknown, unknown>;
  protected readonly spectators = new Set<Connection>();
  protected state: "waiting" | "starting" | "playing" | "over" = "waiting";
  readonly facts: MatchFacts;
  protected readonly host: MatchHost;
  private readonly rules: AnyGame;
  private readonly players: readonly [Player, Player];
  private readonly noShowAt: number;
  private readonly noShow: NodeJS.Timeout;
  private abandoned: NodeJS.Timeout | undefined;
  private counting: NodeJS.Timeout | undefined;

  constructor(game: AnyGame, facts: MatchFacts, host: MatchHost) {
    this.rules = game;
    this.facts = facts;
    this.host = host;
    this.recorder = new MatchRecorder(game, facts.settings, facts.seed);
    const player = (): Player => ({
      ...{ socket: undefined, graceUntil: null, graceLeft: host.limits.matchGrace, leftAt: 0 },
    });
    this.players = [player(), player()];
    this.noShowAt = facts.createdAt + host.limits.matchNoShow;
    this.noShow = setTimeout(
      () => {
        void this.end({ winner: null, reason: "noShow" });
      },
      Math.max(0, this.noShowAt - Date.now()),
    );
  }

  /** Starts to serve a socket. @returns false if there are too many spectators */
  join(connection: Connection): boolean {
    const side = this.sideOf(connection);
    if (side === undefined) {
      if (this.spectators.size >= this.host.limits.matchSpectators) return false;
      this.spectators.add(connection);
      this.send(connection, this.joined(null));
      this.countSpectators();
      return true;
    }
    const player = this.players[side];
    const replaced = player.socket;
    player.socket = connection;
    if (player.graceUntil !== null) {
      player.graceLeft = Math.max(0, player.graceUntil - Date.now());
      player.graceUntil = null;
    }
    clearTimeout(this.abandoned);
    replaced?.close(closeCodes.replaced, "the match was opened on another socket");
    this.send(connection, this.joined(side));
    this.announceConnection(side);
    this.returned(side);
    if (this.state === "waiting" && this.players.every(({ socket }) => socket)) void this.begin();
    return true;
  }

  leave(connection: Connection): void {
    if (this.spectators.delete(connection)) {
      this.countSpectators();
      return;
    }
    const side = this.sideOf(connection);
    if (side === undefined || this.players[side].socket !== connection) return;
    this.players[side].socket = undefined;
    if (this.state === "playing") this.startGrace(side);
    if (this.state !== "over") this.announceConnection(side);
  }

  /** Handles a JSON message of a socket. */
  receive(connection: Connection, message: ClientGameMessage): void {
    if (message.type === "ping") {
      this.send(connection, { type: "pong", at: message.at, now: Date.now() });
      return;
    }
    const side = this.sideOf(connection);
    const refusal = side === undefined ? "notAPlayer" : this.act(side, message);
    if (!refusal) return;
    const number = message.type === "move" ? { number: message.number } : {};
    this.send(connection, { type: "refused", reason: refusal, ...number });
  }

  /** Handles a binary message of a socket, an input of a real-time game. */
  abstract receiveInput(connection: Connection, bytes: Uint8Array): void;

  /** Closes spectators with a new block between them and a player [S14]. */
  closeSpectators(isBlocked: (userId: string) => boolean): void {
    for (const connection of this.spectators) {
      if (isBlocked(connection.userId)) connection.close(closeCodes.refused, "no such match");
    }
  }

  get spectatorIds(): string[] {
    return [...this.spectators].map(({ userId }) => userId);
  }

  /** Ends the match, once: stores the end, publishes it, and closes the sockets. */
  end(end: MatchEnd): Promise<void> {
    if (this.state === "over") return Promise.resolve();
    this.state = "over";
    for (const timer of [this.noShow, this.abandoned, this.counting]) clearTimeout(timer);
    this.stop();
    const { inputs, steps } = this.recorder.record();
    const [one, two] = this.rules.score(this.recorder.state);
    return this.finish({ id: this.facts.matchId, end, score: [one, two], steps, inputs });
  }

  private async finish(ending: Ending): Promise<void> {
    const stored = await this.host.finish(ending);
    this.broadcast({ type: "ended", ...stored });
    for (const socket of this.sockets()) {
      socket.close(closeCodes.matchEnded, "the match has ended");
    }
    this.host.over(this.facts.matchId);
  }

  /** Handles what is special about the game's pace. @returns why it is refused */
  protected abstract actInGame(side: Side, message: ClientGameMessage): GameRefusal | undefined;
  /** The fields of `joined` that are special about the game's pace. */
  protected abstract joinedInGame(): Partial<JoinedMatch>;
  protected abstract started(): { moveBy?: number };
  protected abstract returned(side: Side): void;
  protected abstract away(side: Side): void;
  protected abstract stop(): void;
  /** Whether the match has hardly begun, so that it can be aborted. */
  protected abstract get isYoung(): boolean;

  protected sideOf({ userId }: Pick<Connection, "userId">): Side | undefined {
    const [first, second] = this.facts.userIds;
    return userId === first ? 0 : userId === second ? 1 : undefined;
  }

  protected socketOf(side: Side): Connection | undefined {
    return this.players[side].socket;
  }

  protected get areBothHere(): boolean {
    return this.players.every(({ socket }) => socket !== undefined);
  }

  protected send(connection: Connection, message: ServerGameMessage): void {
    connection.sendFrame(textFrameOf(JSON.stringify(message)));
  }

  protected broadcast(message: ServerGameMessage): void {
    const frame = textFrameOf(JSON.stringify(message));
    for (const socket of this.sockets()) socket.sendFrame(frame);
  }

  /** Ends the match if its rules say so. */
  protected endByRules(): boolean {
    const { outcome } = this.recorder;
    if (outcome) void this.end({ ...outcome, reason: "rules" });
    return outcome !== undefined;
  }

  private act(side: Side, message: ClientGameMessage): GameRefusal | undefined {
    if (this.state === "over" || this.state === "starting") return "notPlaying";
    switch (message.type) {
      case "abort":
        if (this.state === "playing" && !this.isYoung) return "tooLate";
        void this.end({ winner: null, reason: "aborted" });
        return undefined;
      case "resign":
        if (this.state !== "playing") return "notPlaying";
        void this.end({ winner: otherSide(side), reason: "resigned" });
        return undefined;
      case "claim": {
        const { graceUntil } = this.players[otherSide(side)];
        if (this.state !== "playing") return "notPlaying";
        if (graceUntil === null || Date.now() < graceUntil) return "graceNotOver";
        void this.end({ winner: side, reason: "claimed" });
        return undefined;
      }
      default:
        return this.state === "playing" ? this.actInGame(side, message) : "notPlaying";
    }
  }

  private joined(side: Side | null): JoinedMatch {
    const { userIds: _ids, createdAt: _at, ...facts } = this.facts;
    const connection = ({ socket, graceUntil }: Player) => ({
      ...{ connected: socket !== undefined, graceUntil },
    });
    const isPlayed = this.state === "playing" || this.state === "over";
    return {
      ...{ type: "joined", ...facts, side, now: Date.now() },
      connections: [connection(this.players[0]), connection(this.players[1])],
      state: isPlayed ? "playing" : "waiting",
      ...(!isPlayed && { noShowAt: this.noShowAt }),
      spectators: this.spectators.size,
      ...this.joinedInGame(),
    };
  }

  private async begin(): Promise<void> {
    this.state = "starting";
    clearTimeout(this.noShow);
    await this.host.begin(this.facts.matchId);
    if (this.isOver) return;
    this.state = "playing";
    this.broadcast({ type: "started", now: Date.now(), ...this.started() });
    for (const side of [0, 1] as const) {
      if (this.players[side].socket) continue;
      this.startGrace(side);
      this.announceConnection(side);
    }
  }

  /** Read through a property, because the state changes while something is awaited. */
  private get isOver(): boolean {
    return this.state === "over";
  }

  private startGrace(side: Side): void {
    const player = this.players[side];
    player.graceUntil = Date.now() + player.graceLeft;
    this.away(side);
    if (this.players.some(({ socket }) => socket)) return;
    // With both away for good, nobody can claim.
    const [one, two] = this.players;
    const until = Math.max(one.graceUntil ?? 0, two.graceUntil ?? 0);
    this.abandoned = setTimeout(
      () => void this.end({ winner: null, reason: "aborted" }),
      until - Date.now() + this.host.limits.matchGrace,
    );
  }

  private announceConnection(side: Side): void {
    const { socket, graceUntil } = this.players[side];
    const message = {
      type: "connection" as const,
      side,
      connected: socket !== undefined,
      graceUntil,
    };
    for (const other of this.sockets()) if (other !== socket) this.send(other, message);
  }

  /** Publishes the number of spectators, at most once a second. */
  private countSpectators(): void {
    this.counting ??= setTimeout(() => {
      this.counting = undefined;
      this.broadcast({ type: "spectators", count: this.spectators.size });
    }, SPECTATORS_EVERY_MS);
  }

  private *sockets(): Generator<Connection> {
    for (const { socket } of this.players) if (socket) yield socket;
    yield* this.spectators;
  }
}
