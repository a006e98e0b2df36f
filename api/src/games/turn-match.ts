import {
  otherSide,
  type AnyGame,
  type ClientGameMessage,
  type GameRefusal,
  type JoinedMatch,
  type Side,
} from "@rally/shared/games";
import { closeCodes } from "@rally/shared/rooms";
import type { Connection } from "@rally/sync-server";
import * as z from "zod/mini";
import { LiveMatch, type MatchFacts, type MatchHost } from "./live-match.js";

type Turns = Extract<AnyGame, { pace: "turns" }>;

/** A match of a game in which one player moves at a time, with a time for each move. */
export class TurnMatch extends LiveMatch {
  private readonly game: Turns;
  private readonly moveMs: number;
  private moveBy: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private drawOfferedBy: Side | undefined;

  constructor(game: Turns, facts: MatchFacts, host: MatchHost) {
    super(game, facts, host);
    this.game = game;
    this.moveMs = game.turnSeconds(facts.settings) * 1_000;
  }

  receiveInput(connection: Connection): void {
    connection.close(closeCodes.badFrame, "moves are JSON");
  }

  protected actInGame(side: Side, message: ClientGameMessage): GameRefusal | undefined {
    switch (message.type) {
      case "move":
        return this.move(side, message);
      case "offerDraw":
        return this.offerDraw(side);
      case "answerDraw":
        return this.answerDraw(side, message.accept);
      default:
        return "notAllowed";
    }
  }

  private move(side: Side, { number, input }: { number: number; input: unknown }) {
    if (number !== this.recorder.steps) return "wrongNumber" as const;
    if (this.game.turn(this.recorder.state) !== side) return "notYourTurn" as const;
    const parsed = z.safeParse(this.game.input, input);
    if (!parsed.success) return "invalid" as const;
    if (!this.recorder.play(side, parsed.data)) return "notAllowed" as const;
    this.drawOfferedBy = undefined;
    const timed = this.recorder.outcome ? {} : this.startMove();
    this.broadcast({ type: "move", number, side, input: parsed.data, ...timed });
    this.endByRules();
    return undefined;
  }

  private offerDraw(side: Side): GameRefusal | undefined {
    if (this.drawOfferedBy === otherSide(side)) return this.answerDraw(side, true);
    if (this.drawOfferedBy === side) return undefined;
    this.drawOfferedBy = side;
    this.broadcast({ type: "drawOffered", side });
    return undefined;
  }

  private answerDraw(side: Side, accept: boolean): GameRefusal | undefined {
    if (this.drawOfferedBy !== otherSide(side)) return "noOffer";
    this.drawOfferedBy = undefined;
    if (accept) void this.end({ winner: null, reason: "agreed" });
    else this.broadcast({ type: "drawDeclined" });
    return undefined;
  }

  /** Starts the time of the next move. */
  private startMove(): { moveBy?: number } {
    clearTimeout(this.timer);
    this.moveBy = Date.now() + this.moveMs;
    this.timer = setTimeout(() => {
      const winner = otherSide(this.game.turn(this.recorder.state));
      void this.end({ winner, reason: "timeout" });
    }, this.moveMs);
    return { moveBy: this.moveBy };
  }

  protected joinedInGame(): Partial<JoinedMatch> {
    return {
      moves: this.recorder.record().inputs.map(({ side, input }) => ({ side, input })),
      ...(this.moveBy !== undefined && this.state === "playing" && { moveBy: this.moveBy }),
      ...(this.drawOfferedBy !== undefined && { drawOfferedBy: this.drawOfferedBy }),
    };
  }

  protected started(): { moveBy?: number } {
    return this.startMove();
  }

  protected returned(): void {
    // The time of the move goes on while a player is away.
  }

  protected away(): void {
    // As above.
  }

  protected stop(): void {
    clearTimeout(this.timer);
  }

  protected get isYoung(): boolean {
    return this.recorder.steps < 2 * this.host.limits.abortMoves;
  }
}
