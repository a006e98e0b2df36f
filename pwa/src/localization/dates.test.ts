import { afterEach, expect, test, vi } from "vitest";
import { clockTime } from "./dates.js";

afterEach(() => {
  vi.unstubAllGlobals();
});

const at = new Date(2026, 4, 3, 14, 5).getTime();

test("formats a time when the browser's language is not a valid language tag", () => {
  vi.stubGlobal("navigator", { language: "C", languages: ["C", "en-US@posix"] });
  expect(clockTime(at)).toMatch(/^(2:05\sPM|14:05)$/);
});
