import type { Side } from "@rally/shared/games";
import { pongField } from "@rally/shared/games";
import type { PongView } from "./pong-scene.js";

/** Moves a paddle to where a finger or a pointer drags; of two players, each on their own half. */
export class PaddlePointers {
  private readonly sideOf = new Map<number, Side>();

  constructor(
    private readonly area: HTMLElement,
    private readonly sides: () => readonly Side[],
    private readonly view: () => PongView | undefined,
    private readonly onMove: (side: Side, to: number) => void,
  ) {}

  readonly down = (event: PointerEvent): void => {
    const at = this.fieldAt(event);
    const sides = this.sides();
    if (!at || sides.length === 0 || event.button !== 0) return;
    const half: Side = at.x < pongField.width / 2 ? 0 : 1;
    const side = sides.length === 1 ? sides[0] : half;
    if (side === undefined) return;
    this.sideOf.set(event.pointerId, side);
    this.area.setPointerCapture(event.pointerId);
    this.publish(side, at.y);
  };

  readonly move = (event: PointerEvent): void => {
    const side = this.sideOf.get(event.pointerId);
    const at = side === undefined ? undefined : this.fieldAt(event);
    if (side !== undefined && at) this.publish(side, at.y);
  };

  readonly up = (event: PointerEvent): void => {
    this.sideOf.delete(event.pointerId);
  };

  private publish(side: Side, y: number): void {
    this.onMove(side, Math.round(Math.min(Math.max(y, 0), pongField.height)));
  }

  private fieldAt(event: PointerEvent): { x: number; y: number } | undefined {
    const box = this.area.getBoundingClientRect();
    return this.view()?.toField(
      (event.clientX - box.left) * devicePixelRatio,
      (event.clientY - box.top) * devicePixelRatio,
    );
  }
}
