import type { Side } from "@rally/shared/games";
import { drawCourt } from "./pong-court.js";
import type { PongPalette } from "./pong-palettes.js";
import { PongView, type PongScene } from "./pong-scene.js";

/** The number of earlier places of the ball that its trail shows. */
const TRAIL = 10;
/** Ripples where the ball has hit something; the oldest is used again. */
const RIPPLES = 4;
const RIPPLE_MS = 320;
/** Milliseconds in which a paddle springs back after a hit. */
const RECOIL_MS = 140;

export interface PongRendererOptions {
  court: HTMLCanvasElement;
  play: HTMLCanvasElement;
  palette: PongPalette;
  /** The side at the bottom of a portrait screen. */
  bottom: Side;
  /** Without trail, ripples and recoil. */
  isStill: boolean;
}

/**
 * Draws a match on two canvases: the court, which changes with the score and the size alone, and
 * above it the ball and the paddles. A frame clears and draws only what moves, and creates no objects.
 */
export class PongRenderer {
  readonly view: PongView;
  private readonly court: CanvasRenderingContext2D;
  private readonly play: CanvasRenderingContext2D;
  private readonly trail = new Float64Array(TRAIL * 2);
  private trailLength = 0;
  private readonly ripples = Array.from({ length: RIPPLES }, () => ({ x: 0, y: 0, age: Infinity }));
  private nextRipple = 0;
  private readonly recoil: [number, number] = [0, 0];
  private palette: PongPalette;
  private shownScore = "";
  /** What the last frame has painted besides the paddles: left, top, right, bottom. */
  private readonly painted = new Float64Array(4);

  constructor(
    private readonly scene: PongScene,
    private readonly options: PongRendererOptions,
  ) {
    this.view = new PongView(scene, options.bottom);
    this.court = contextOf(options.court, false);
    this.play = contextOf(options.play, true);
    this.palette = options.palette;
  }

  /** Takes the size in device pixels. */
  resize(width: number, height: number): void {
    const { court, play } = this.options;
    for (const canvas of [court, play]) {
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    }
    this.view.fit(width, height);
    this.redraw();
  }

  setPalette(palette: PongPalette): void {
    this.palette = palette;
    this.redraw();
  }

  /** Forgets the ball's way, for a serve from another place. */
  cutTrail(): void {
    this.trailLength = 0;
  }

  /** Shows that the ball has hit a wall, or the paddle of `side`. */
  hit(side?: Side): void {
    if (this.options.isStill) return;
    const ripple = this.ripples[this.nextRipple];
    this.nextRipple = (this.nextRipple + 1) % RIPPLES;
    if (ripple) {
      ripple.x = this.scene.ball.x;
      ripple.y = this.scene.ball.y;
      ripple.age = 0;
    }
    if (side !== undefined) this.recoil[side] = RECOIL_MS;
  }

  /** Draws one frame, `elapsed` milliseconds after the last one. */
  draw(elapsed: number): void {
    const { play, scene } = this;
    const [first, second] = scene.score;
    if (this.shownScore !== scoreKey(first, second)) this.redraw();
    this.view.apply(play);
    this.clear();
    if (!this.options.isStill) {
      this.drawRipples(elapsed);
      this.drawTrail();
    }
    this.drawPowerUp();
    this.drawPaddle(0, elapsed);
    this.drawPaddle(1, elapsed);
    if (scene.ball.isShown) this.drawBall();
  }

  private redraw(): void {
    const { court, play, scene } = this;
    this.shownScore = scoreKey(...scene.score);
    drawCourt(court, scene, this.palette, this.view);
    play.resetTransform();
    play.clearRect(0, 0, play.canvas.width, play.canvas.height);
  }

  private clear(): void {
    const { play, scene, painted } = this;
    for (const { x, thickness } of scene.paddles) {
      play.clearRect(x - 2 * thickness, 0, 5 * thickness, scene.height);
    }
    const [left = 0, top = 0, right = 0, bottom = 0] = painted;
    if (right > left) play.clearRect(left, top, right - left, bottom - top);
    painted[0] = painted[1] = Infinity;
    painted[2] = painted[3] = -Infinity;
  }

  private mark(x: number, y: number, reach: number): void {
    const { painted } = this;
    painted[0] = Math.min(painted[0] ?? 0, x - reach);
    painted[1] = Math.min(painted[1] ?? 0, y - reach);
    painted[2] = Math.max(painted[2] ?? 0, x + reach);
    painted[3] = Math.max(painted[3] ?? 0, y + reach);
  }

  private drawPaddle(side: Side, elapsed: number): void {
    const { play, scene, recoil } = this;
    const { x, y, length, thickness } = scene.paddles[side];
    const left = Math.max(0, recoil[side] - elapsed);
    recoil[side] = left;
    const back = ((side === 0 ? -1 : 1) * thickness * left) / RECOIL_MS / 2;
    play.fillStyle = this.palette.paddles[side];
    play.beginPath();
    play.roundRect(
      x + back,
      y - length / 2,
      thickness,
      length,
      this.palette.court ? thickness / 2 : 0,
    );
    play.fill();
  }

  private drawBall(): void {
    const { play } = this;
    const { x, y, radius } = this.scene.ball;
    play.fillStyle = this.palette.ball;
    this.mark(x, y, radius * 2);
    if (this.palette.court) {
      play.beginPath();
      play.arc(x, y, radius, 0, 2 * Math.PI);
      play.fill();
    } else play.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
  }

  private drawTrail(): void {
    const { play, trail } = this;
    const { x, y, radius, isShown } = this.scene.ball;
    if (!isShown) {
      this.trailLength = 0;
      return;
    }
    play.fillStyle = this.palette.ball;
    for (let index = 0; index < this.trailLength; index += 1) {
      const share = 1 - (index + 1) / (TRAIL + 1);
      const size = radius * share;
      const atX = trail[2 * index] ?? 0;
      const atY = trail[2 * index + 1] ?? 0;
      play.globalAlpha = 0.28 * share;
      play.fillRect(atX - size, atY - size, 2 * size, 2 * size);
      this.mark(atX, atY, radius * 2);
    }
    play.globalAlpha = 1;
    trail.copyWithin(2, 0);
    trail[0] = x;
    trail[1] = y;
    this.trailLength = Math.min(TRAIL, this.trailLength + 1);
  }

  private drawRipples(elapsed: number): void {
    const { play } = this;
    const { radius } = this.scene.ball;
    play.strokeStyle = this.palette.ball;
    for (const ripple of this.ripples) {
      if (ripple.age >= RIPPLE_MS) continue;
      ripple.age += elapsed;
      const share = Math.min(1, ripple.age / RIPPLE_MS);
      play.globalAlpha = 0.5 * (1 - share);
      play.lineWidth = radius * 0.4 * (1 - share) + 1;
      play.beginPath();
      play.arc(ripple.x, ripple.y, radius * (1 + 3 * share), 0, 2 * Math.PI);
      play.stroke();
      this.mark(ripple.x, ripple.y, radius * 5);
    }
    play.globalAlpha = 1;
  }

  /** A ring with what is collected in it: a long paddle, a short one, or a ball that is held back. */
  private drawPowerUp(): void {
    const { play } = this;
    const { x, y, radius, isShown, kind } = this.scene.powerUp;
    if (!isShown) return;
    this.mark(x, y, radius * 1.2);
    play.strokeStyle = play.fillStyle = this.palette.ball;
    play.lineWidth = radius / 7;
    play.beginPath();
    play.arc(x, y, radius, 0, 2 * Math.PI);
    play.stroke();
    const width = radius / 4;
    if (kind === "slow-ball") {
      play.fillRect(x - 1.5 * width, y - radius / 2, width, radius);
      play.fillRect(x + width / 2, y - radius / 2, width, radius);
    } else {
      const half = kind === "large-paddle" ? radius * 0.65 : radius * 0.22;
      play.fillRect(x - width / 2, y - half, width, 2 * half);
    }
  }
}

function scoreKey(first: number, second: number): string {
  return `${first}:${second}`;
}

function contextOf(canvas: HTMLCanvasElement, alpha: boolean): CanvasRenderingContext2D {
  const context = canvas.getContext("2d", { alpha });
  if (!context) throw new Error("This browser cannot draw on a canvas");
  return context;
}
