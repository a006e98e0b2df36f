import type { Locator, Page } from "@playwright/test";

/** A phone, for `newDevice`. */
export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

interface Point {
  x: number;
  y: number;
}

/** One finger on the screen of a page. */
export interface Finger {
  down(at: Point): Promise<void>;
  /** Moves in small steps from where it is, as a hand does. */
  move(by: { x?: number; y?: number }): Promise<void>;
  up(): Promise<void>;
}

/** A finger through the browser's own input, so that scrolling and `touch-action` take part. */
export async function finger(page: Page): Promise<Finger> {
  const session = await page.context().newCDPSession(page);
  let at = { x: 0, y: 0 };
  const send = (type: "touchStart" | "touchMove" | "touchEnd"): Promise<unknown> =>
    session.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: type === "touchEnd" ? [] : [at],
    });
  return {
    async down(point) {
      at = point;
      await send("touchStart");
    },
    async move({ x = 0, y = 0 }) {
      const steps = Math.ceil(Math.max(Math.abs(x), Math.abs(y)) / 8);
      for (let step = 0; step < steps; step += 1) {
        at = { x: at.x + x / steps, y: at.y + y / steps };
        await send("touchMove");
      }
    },
    async up() {
      await send("touchEnd");
    },
  };
}

/** The middle of an element. */
export async function middleOf(locator: Locator): Promise<Point> {
  const box = await locator.boundingBox();
  if (!box) throw new Error("It is not on the screen");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
