import {
  decodeInputFrame,
  encodeSnapshotFrame,
  otherSide,
  type AnyGame,
  type ClientGameMessage,
  type GameRefusal,
  type JoinedMatch,
  type Side,
} from "@rally/shared/games";
import { closeCodes } from "@rally/shared/rooms";
import { frameOf, type Connection } from "@rally/sync-server";
import { LiveMatch, type MatchFacts, type MatchHost } from "./live-match.js";
import type { MatchClock, Stepping } from "./match-clock.js";
import { SnapshotSchedule } from "./snapshot-schedule.js";

type RealTime = Extract<AnyGame, { pace: "real-time" }>;

/** An input that waits for its step. */
interface WaitingInput {
  sequence: number;
  step: number;
  input: unknown;
}

/** The index of the spectators' schedule, after those of both sides. */
const SPECTATORS = 2;

/** A match of a game that moves by itself. It stands still while a player is away. */
export class RealTimeMatch extends LiveMatch implements Stepping {
  private readonly waiting: readonly [WaitingInput[], WaitingInput[]] = [[], []];
  private readonly received: [number, number] = [0, 0];
  private readonly applied: [number, number] = [0, 0];
  /** Of both players, and of the spectators. */
  private readonly snapshots = [0, 1, 2].map(() => new SnapshotSchedule());
  private readonly game: RealTime;
  private readonly clock: MatchClock;

  constructor(game: RealTime, facts: MatchFacts, host: MatchHost, clock: MatchClock) {
    super(game, facts, host);
    this.game = game;
    this.clock = clock;
  }

  advance(steps: number): void {
    for (let done = 0; done < steps; done += 1) {
      this.applyInputs(0);
      this.applyInputs(1);
      const points = this.points;
      this.recorder.step();
      if (this.points !== points) this.noteFor([0, 1, SPECTATORS]);
      if (this.recorder.outcome) break;
    }
    this.sendSnapshots(this.recorder.outcome !== undefined);
    if (this.endByRules()) return;
    if (this.recorder.steps >= this.host.limits.matchSteps) {
      void this.end({ winner: null, reason: "aborted" });
    }
  }

  receiveInput(connection: Connection, bytes: Uint8Array): void {
    const frame = decodeInputFrame(bytes);
    if (!frame) {
      connection.close(closeCodes.badFrame, "not a frame of this protocol");
      return;
    }
    const { sequence, step } = frame;
    const refusal = this.takeInput(this.sideOf(connection), { sequence, step }, frame.input);
    if (refusal) this.send(connection, { type: "refused", reason: refusal, sequence });
  }

  private takeInput(
    side: Side | undefined,
    { sequence, step }: { sequence: number; step: number },
    bytes: Uint8Array,
  ): GameRefusal | undefined {
    if (side === undefined) return "notAPlayer";
    if (this.state !== "playing") return "notPlaying";
    const input = this.game.decodeInput(bytes);
    if (input === undefined || sequence <= this.received[side]) return "invalid";
    if (step > this.recorder.steps + this.host.limits.inputLead) return "tooFarAhead";
    this.received[side] = sequence;
    const queue = this.waiting[side];
    // Inputs take effect in the order in which they were made.
    queue.push({ sequence, step: Math.max(step, queue.at(-1)?.step ?? 0), input });
    return undefined;
  }

  private applyInputs(side: Side): void {
    const queue = this.waiting[side];
    const { steps } = this.recorder;
    for (let next; (next = queue[0]) && next.step <= steps; queue.shift()) {
      this.recorder.play(side, next.input);
      this.applied[side] = next.sequence;
      this.noteFor([otherSide(side), SPECTATORS]);
      // Players foresee their own inputs, unless these take effect later than they were meant to.
      if (next.step < steps) this.noteFor([side]);
    }
  }

  private get points(): number {
    const [one, two] = this.game.score(this.recorder.state);
    return one + two;
  }

  private noteFor(receivers: readonly number[]): void {
    for (const receiver of receivers) this.snapshots[receiver]?.note();
  }

  /** Sends the state to those for whom it is due, or to all. */
  private sendSnapshots(toAll: boolean): void {
    const { steps: step } = this.recorder;
    let encoded: Uint8Array | undefined;
    const snapshot = (sequence: number): Buffer => {
      encoded ??= this.game.encodeState(this.recorder.state);
      return frameOf(encodeSnapshotFrame({ step, sequence, state: encoded }));
    };
    for (const side of [0, 1] as const) {
      if (this.isDue(side, toAll)) this.socketOf(side)?.sendFrame(snapshot(this.applied[side]));
    }
    if (!this.isDue(SPECTATORS, toAll) || this.spectators.size === 0) return;
    const frame = snapshot(0);
    for (const spectator of this.spectators) spectator.sendFrame(frame);
  }

  private isDue(receiver: number, always: boolean): boolean {
    const schedule = this.snapshots[receiver];
    if (always) schedule?.sent(this.recorder.steps);
    return always || schedule?.isDue(this.recorder.steps) === true;
  }

  protected actInGame(_side: Side, _message: ClientGameMessage): GameRefusal {
    return "notAllowed";
  }

  protected joinedInGame(): Partial<JoinedMatch> {
    return { sequences: [...this.received] };
  }

  protected started(): object {
    if (this.areBothHere) this.clock.add(this);
    return {};
  }

  protected returned(): void {
    if (this.state !== "playing") return;
    this.sendSnapshots(true);
    if (this.areBothHere) this.clock.add(this);
  }

  protected away(): void {
    this.clock.remove(this);
  }

  protected stop(): void {
    this.clock.remove(this);
  }

  protected get isYoung(): boolean {
    return this.recorder.steps < this.host.limits.abortSteps;
  }
}
