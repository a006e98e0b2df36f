import type { Side } from "@rally/shared/games";
import type { PongPowerUpKind } from "@rally/shared/games";

/** A paddle as it is drawn, in units of the field. */
export interface PaddleScene {
  /** The edge nearer to the left. */
  x: number;
  /** The centre. */
  y: number;
  length: number;
  thickness: number;
}

/** What one frame shows, in units of the field. One object is written again for each frame. */
export interface PongScene {
  readonly width: number;
  readonly height: number;
  ball: { x: number; y: number; radius: number; isShown: boolean };
  paddles: readonly [PaddleScene, PaddleScene];
  score: [number, number];
  /** The power-up on the field, if there is one. */
  powerUp: { x: number; y: number; radius: number; isShown: boolean; kind: PongPowerUpKind };
}

export interface PongSize {
  width: number;
  height: number;
}

/** The size of the field in a box: upright if the box is. */
export function fitField(
  { width, height }: PongSize,
  boxWidth: number,
  boxHeight: number,
): PongSize {
  const ratio = boxHeight > boxWidth ? height / width : width / height;
  const fitted = Math.floor(Math.min(boxWidth, boxHeight * ratio));
  return { width: fitted, height: Math.floor(fitted / ratio) };
}

/** How the field lies on the canvas: turned by 90° on portrait screens, the own paddle at the bottom. */
export class PongView {
  isPortrait = false;
  private scale = 1;
  private left = 0;
  private top = 0;

  constructor(
    private readonly field: PongSize,
    private readonly bottom: Side,
  ) {}

  /** Fits the field into a canvas. @returns its pixels for one unit of the field */
  fit(width: number, height: number): number {
    this.isPortrait = height > width;
    const across = this.isPortrait ? this.field.height : this.field.width;
    const down = this.isPortrait ? this.field.width : this.field.height;
    this.scale = Math.min(width / across, height / down);
    this.left = (width - across * this.scale) / 2;
    this.top = (height - down * this.scale) / 2;
    return this.scale;
  }

  /** Lets a context draw in units of the field. */
  apply(context: CanvasRenderingContext2D): void {
    const { scale: s, left, top, field } = this;
    if (!this.isPortrait) context.setTransform(s, 0, 0, s, left, top);
    else if (this.bottom === 0) context.setTransform(0, -s, s, 0, left, top + field.width * s);
    else context.setTransform(0, s, -s, 0, left + field.height * s, top);
  }

  /** The pixel of a point of the field. */
  toPixel(x: number, y: number): { x: number; y: number } {
    const { scale: s, left, top, field } = this;
    if (!this.isPortrait) return { x: left + x * s, y: top + y * s };
    return this.bottom === 0
      ? { x: left + y * s, y: top + (field.width - x) * s }
      : { x: left + (field.height - y) * s, y: top + x * s };
  }

  /** The point of the field at a pixel. */
  toField(x: number, y: number): { x: number; y: number } {
    const across = (x - this.left) / this.scale;
    const down = (y - this.top) / this.scale;
    if (!this.isPortrait) return { x: across, y: down };
    return this.bottom === 0
      ? { x: this.field.width - down, y: across }
      : { x: down, y: this.field.height - across };
  }

  /** A length of the field in pixels. */
  pixels(length: number): number {
    return length * this.scale;
  }

  /** Whether a key to the left means down on the field. */
  get isTurned(): boolean {
    return this.isPortrait && this.bottom === 1;
  }
}
