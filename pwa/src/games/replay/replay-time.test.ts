import { expect, test } from "vitest";
import { ReplayTime } from "./replay-time.js";

test("plays to its end, and again from the start", () => {
  const time = new ReplayTime(120, 60);
  time.advance(1_000);
  expect(time.position).toBe(0);
  time.toggle();
  time.advance(500);
  expect(time.position).toBe(30);
  time.toggle();
  time.advance(500);
  expect(time.position).toBe(30);
  time.seek(110);
  time.toggle();
  time.advance(500);
  expect(time).toMatchObject({ position: 120, isPlaying: false });
  time.toggle();
  expect(time).toMatchObject({ position: 0, isPlaying: true });
});

test("stays within the match", () => {
  const time = new ReplayTime(42, 2);
  time.seek(50);
  expect(time.position).toBe(42);
  time.seek(-1);
  expect(time.position).toBe(0);
});
