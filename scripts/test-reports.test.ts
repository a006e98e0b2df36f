import { expect, test } from "vitest";
import { sumUp } from "./test-reports.mjs";

test("the sum counts both runners, and a file that could not be loaded as a failure", () => {
  const vitest = {
    numPassedTests: 4,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 0,
    testResults: [
      { status: "failed", assertionResults: [{ status: "failed" }] },
      { status: "failed", assertionResults: [] },
      { status: "passed", assertionResults: [{ status: "passed" }] },
    ],
  };
  const playwright = { stats: { expected: 3, unexpected: 1, flaky: 0, skipped: 1 } };
  expect(sumUp(vitest, playwright)).toEqual({ passed: 7, failed: 3, skipped: 3 });
});

test("the sum of nothing is nothing", () => {
  expect(sumUp(undefined, undefined)).toEqual({ passed: 0, failed: 0, skipped: 0 });
});
