import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RowMenus } from "./row-menus.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const rows = (...ids: string[]) => ids.map((id) => ({ id }));
const host = () => ({
  ...{ addController: () => undefined, removeController: () => undefined },
  ...{ requestUpdate: vi.fn(), updateComplete: Promise.resolve(true) },
});

test("rows that come while the list scrolls get their menu when it rests, all others at once", () => {
  const list = host();
  const menus = new RowMenus(list);
  expect(["a", "b"].map(menus.among(rows("a", "b"), undefined))).toEqual([true, true]);
  menus.scrolled();
  expect(["a", "b", "c"].map(menus.among(rows("b", "c"), undefined))).toEqual([false, true, false]);
  vi.advanceTimersByTime(1_000);
  expect(list.requestUpdate).toHaveBeenCalledOnce();
  expect(["b", "c"].map(menus.among(rows("b", "c"), undefined))).toEqual([true, true]);
});

test("the row with the focus has its menu while the list scrolls", () => {
  const menus = new RowMenus(host());
  menus.scrolled();
  expect(["a", "b"].map(menus.among(rows("a", "b"), "b"))).toEqual([false, true]);
});
