import type { Side } from "@rally/shared/games";

type Direction = -1 | 0 | 1;

/** The keys of one hand, by their places on the keyboard. */
interface Keys {
  readonly up: readonly string[];
  readonly down: readonly string[];
}

const letters: Keys = { up: ["KeyW", "KeyA"], down: ["KeyS", "KeyD"] };
const arrows: Keys = { up: ["ArrowUp", "ArrowLeft"], down: ["ArrowDown", "ArrowRight"] };
const all: Keys = { up: [...letters.up, ...arrows.up], down: [...letters.down, ...arrows.down] };

/** Moves paddles while keys are held. Two players at one keyboard have W and S, and the arrows. */
export class PaddleKeys {
  private readonly held = new Set<string>();

  constructor(
    private readonly sides: () => readonly Side[],
    /** Whether the keys are turned around, because the field is. */
    private readonly isTurned: () => boolean,
    private readonly onMove: (side: Side, direction: Direction) => void,
  ) {}

  /** @returns whether the key moves a paddle */
  press(code: string): boolean {
    if (!all.up.includes(code) && !all.down.includes(code)) return false;
    if (!this.held.has(code)) {
      this.held.add(code);
      this.publish(code);
    }
    return true;
  }

  release(code: string): void {
    if (this.held.delete(code)) this.publish(code);
  }

  /** Keys that are released while another window has the focus are not reported. */
  releaseAll(): void {
    for (const code of [...this.held]) this.release(code);
  }

  private publish(code: string): void {
    const sides = this.sides();
    for (const side of sides) {
      const keys = sides.length === 1 ? all : side === 0 ? letters : arrows;
      if (keys.up.includes(code) || keys.down.includes(code)) {
        this.onMove(side, this.directionOf(keys));
      }
    }
  }

  private directionOf(keys: Keys): Direction {
    const up = keys.up.some((code) => this.held.has(code));
    const down = keys.down.some((code) => this.held.has(code));
    if (up === down) return 0;
    return up !== this.isTurned() ? -1 : 1;
  }
}
