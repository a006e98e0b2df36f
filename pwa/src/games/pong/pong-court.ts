import type { PongPalette } from "./pong-palettes.js";
import type { PongScene, PongView } from "./pong-scene.js";

/** The segments of a seven-segment digit that are lit: top, upper left, upper right, middle, … */
const SEGMENTS = [
  0b1110111, 0b0010010, 0b1011101, 0b1011011, 0b0111010, 0b1101011, 0b1101111, 0b1010010, 0b1111111,
  0b1111011,
] as const;
/** Each segment as left, top, width and height in a box of 4 by 7. */
const SHAPES = [
  [0, 0, 4, 1],
  [0, 0, 1, 4],
  [3, 0, 1, 4],
  [0, 3, 4, 1],
  [0, 3, 1, 4],
  [3, 3, 1, 4],
  [0, 6, 4, 1],
] as const;

/** Draws what lies below the ball: the ground, the lines and the score. */
export function drawCourt(
  context: CanvasRenderingContext2D,
  scene: PongScene,
  palette: PongPalette,
  view: PongView,
): void {
  const { canvas } = context;
  context.resetTransform();
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  view.apply(context);
  drawLines(context, scene, palette);
  context.resetTransform();
  context.fillStyle = palette.digits;
  drawScore(context, scene, view);
}

function drawLines(
  context: CanvasRenderingContext2D,
  { width, height }: PongScene,
  { lines, court }: PongPalette,
): void {
  const stroke = height / 150;
  context.fillStyle = lines;
  if (!court) {
    const dash = height / 31;
    for (let y = dash / 2; y < height; y += 2 * dash) {
      context.fillRect(width / 2 - stroke, y, 2 * stroke, dash);
    }
    return;
  }
  const side = height * 0.1;
  const end = width * 0.06;
  context.strokeStyle = lines;
  context.lineWidth = stroke;
  context.strokeRect(end, stroke, width - 2 * end, height - 2 * stroke);
  context.fillRect(end, side, width - 2 * end, stroke);
  context.fillRect(end, height - side - stroke, width - 2 * end, stroke);
  context.fillRect(width * 0.27, side, stroke, height - 2 * side);
  context.fillRect(width * 0.73 - stroke, side, stroke, height - 2 * side);
  context.fillRect(width * 0.27, height / 2 - stroke / 2, width * 0.46, stroke);
  context.fillRect(width / 2 - stroke, 0, 2 * stroke, height);
}

function drawScore(context: CanvasRenderingContext2D, scene: PongScene, view: PongView): void {
  const { width, height } = scene;
  for (const side of [0, 1] as const) {
    const x = width * (side === 0 ? 0.385 : 0.615);
    const at = view.toPixel(x, view.isPortrait ? height / 2 : height * 0.3);
    drawNumber(context, scene.score[side], at, view.pixels(height * 0.022));
  }
}

/** Draws a number upright around a pixel; `unit` is the thickness of its strokes. */
function drawNumber(
  context: CanvasRenderingContext2D,
  value: number,
  at: { x: number; y: number },
  unit: number,
): void {
  const digits = String(value);
  let left = Math.round(at.x - ((digits.length * 5 - 1) * unit) / 2);
  const top = Math.round(at.y - 3.5 * unit);
  // One path: overlapping segments of a translucent colour would be darker where they meet.
  context.beginPath();
  for (const digit of digits) {
    const lit = SEGMENTS[Number(digit)] ?? 0;
    SHAPES.forEach(([x, y, width, height], index) => {
      if ((lit >> (6 - index)) & 1) {
        context.rect(left + x * unit, top + y * unit, width * unit, height * unit);
      }
    });
    left += 5 * unit;
  }
  context.fill("nonzero");
}
