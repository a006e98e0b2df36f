import { expect, test } from "vitest";
import { moveInGrid } from "./picker-keys.js";

const rows = [["a1", "a2", "a3"], ["b1"], ["c1", "c2", "c3"]];

function press(from: string, key: string, { ctrlKey = false, rtl = false } = {}) {
  return moveInGrid(rows, from, { key, ctrlKey, metaKey: false }, rtl);
}

test("arrow keys move through rows of different length, and stop at the ends", () => {
  expect(press("a1", "ArrowRight")).toBe("a2");
  expect(press("a3", "ArrowRight")).toBe("b1");
  expect(press("c1", "ArrowLeft")).toBe("b1");
  expect(press("a3", "ArrowDown")).toBe("b1");
  expect(press("c3", "ArrowUp")).toBe("b1");
  expect(press("c3", "ArrowRight")).toBe("c3");
  expect(press("a1", "ArrowLeft")).toBe("a1");
  expect(press("c3", "ArrowDown")).toBe("c3");
});

test("up from the first row leaves the grid", () => {
  expect(press("a2", "ArrowUp")).toBe("above");
});

test("Home and End move within the row, with Ctrl within the grid", () => {
  expect(press("c2", "Home")).toBe("c1");
  expect(press("c2", "End")).toBe("c3");
  expect(press("c2", "Home", { ctrlKey: true })).toBe("a1");
  expect(press("a2", "End", { ctrlKey: true })).toBe("c3");
});

test("left and right are swapped where text runs from right to left", () => {
  expect(press("a1", "ArrowLeft", { rtl: true })).toBe("a2");
  expect(press("a2", "ArrowRight", { rtl: true })).toBe("a1");
});

test("other keys are not of the grid", () => {
  expect(press("a1", "a")).toBeUndefined();
  expect(press("a1", "Tab")).toBeUndefined();
});
