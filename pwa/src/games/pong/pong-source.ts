import type { Side } from "@rally/shared/games";
import type { PongInput, PongState } from "@rally/shared/games";

/** A match of Pong as the table shows it: played on this device, on a server, or watched. */
export interface PongSource {
  /** Moves on to the current frame, `elapsed` milliseconds after the last one. */
  advance(elapsed: number): void;
  /** The two states between which the frame is. */
  readonly before: PongState;
  readonly state: PongState;
  /** How far the frame is between them, from 0 to 1. */
  readonly blend: number;
  /** What is added to the y of each paddle, in units, while a correction fades out. */
  readonly offsets: readonly [number, number];
  /** The sides that this device moves. */
  readonly sides: readonly Side[];
  play(side: Side, input: PongInput): void;
}
