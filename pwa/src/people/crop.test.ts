import { expect, test } from "vitest";
import { sideOf, within, ZOOM_MOST } from "./crop.js";

const wide = { width: 400, height: 100 };

test("a crop stays inside the picture, however far it is dragged or zoomed", () => {
  for (const zoom of [0, 0.5, 1, 2, 99]) {
    for (const x of [-1_000, 0, 200, 1_000]) {
      for (const y of [-1_000, 50, 1_000]) {
        const crop = within(wide, { x, y, zoom });
        const half = sideOf(wide, crop) / 2;
        expect(crop.zoom).toBeGreaterThanOrEqual(1);
        expect(crop.zoom).toBeLessThanOrEqual(ZOOM_MOST);
        for (const edge of [crop.x - half, wide.width - crop.x - half]) {
          expect(edge).toBeGreaterThanOrEqual(0);
        }
        for (const edge of [crop.y - half, wide.height - crop.y - half]) {
          expect(edge).toBeGreaterThanOrEqual(0);
        }
      }
    }
  }
});
