import type { Side } from "@rally/shared/games";

type Direction = -1 | 0 | 1;

/** The share of a stick's way that counts as its middle. */
const DEAD_ZONE = 0.35;
/** The buttons of the standard mapping. */
const BUTTON = { confirm: 0, start: 9, up: 12, down: 13, left: 14, right: 15 } as const;

/** Reads gamepads once a frame, because they send no events: the first one moves the first side. */
export class PaddleGamepads {
  private readonly last: Direction[] = [];
  private wasPressed = false;

  constructor(
    private readonly sides: () => readonly Side[],
    private readonly view: () => { isPortrait: boolean; isTurned: boolean },
    private readonly onMove: (side: Side, direction: Direction) => void,
    private readonly onStart: () => void,
  ) {}

  poll(): void {
    let index = 0;
    let isPressed = false;
    for (const gamepad of navigator.getGamepads()) {
      if (!gamepad?.connected) continue;
      isPressed ||= isDown(gamepad, BUTTON.start) || isDown(gamepad, BUTTON.confirm);
      const side = this.sides()[index];
      if (side !== undefined) this.move(side, index, this.directionOf(gamepad));
      index += 1;
    }
    if (isPressed && !this.wasPressed) this.onStart();
    this.wasPressed = isPressed;
  }

  private move(side: Side, index: number, direction: Direction): void {
    if ((this.last[index] ?? 0) === direction) return;
    this.last[index] = direction;
    this.onMove(side, direction);
  }

  private directionOf(gamepad: Gamepad): Direction {
    const { isPortrait, isTurned } = this.view();
    const [less, more] = isPortrait ? [BUTTON.left, BUTTON.right] : [BUTTON.up, BUTTON.down];
    const stick = gamepad.axes[isPortrait ? 0 : 1] ?? 0;
    const up = isDown(gamepad, less) || stick < -DEAD_ZONE;
    const down = isDown(gamepad, more) || stick > DEAD_ZONE;
    if (up === down) return 0;
    return up !== isTurned ? -1 : 1;
  }
}

function isDown(gamepad: Gamepad, button: number): boolean {
  return gamepad.buttons[button]?.pressed ?? false;
}
