import { resolve } from "node:path";
import { expect, test } from "vitest";
import { describePages, listFailures, sumUp } from "./test-reports.mjs";

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

test("each failure is one line with its file, its name and the start of its error", () => {
  const vitest = {
    testResults: [
      {
        name: resolve("api/src/a.test.ts"),
        status: "failed",
        assertionResults: [
          { status: "passed", fullName: "passes" },
          {
            status: "failed",
            fullName: "stays empty",
            failureMessages: ["AssertionError: \u001b[31mexpected\u001b[39m []\n+ 120,\n+ 120"],
          },
        ],
      },
      {
        name: resolve("api/src/b.test.ts"),
        status: "failed",
        message: "Cannot find c",
        assertionResults: [],
      },
    ],
  };
  const timeout = { error: { message: `Timeout\n${"-".repeat(9)}` } };
  const playwright = {
    suites: [
      {
        specs: [
          { file: "chat.test.ts", title: "sends", tests: [{ status: "expected", results: [{}] }] },
        ],
        suites: [
          {
            specs: [
              {
                file: "chat.test.ts",
                title: "receives",
                tests: [{ status: "flaky", results: [timeout, {}] }],
              },
            ],
          },
        ],
      },
    ],
  };
  expect(listFailures(vitest, playwright)).toEqual([
    "api/src/a.test.ts › stays empty: AssertionError: expected []",
    "api/src/b.test.ts › not loaded: Cannot find c",
    "chat.test.ts › receives (flaky): Timeout",
  ]);
  expect(listFailures(undefined, undefined)).toEqual([]);
});

test("the pages of each failed attempt are shown", () => {
  const pages = (text: string) => ({
    attachments: [{ name: "pages", body: Buffer.from(text).toString("base64") }, { name: "trace" }],
  });
  const results = [pages("/home\n- heading"), pages("/\n".repeat(200)), { attachments: [] }];
  const suites = [{ specs: [{ file: "chat.test.ts", title: "sends", tests: [{ results }] }] }];
  const [first, second, ...others] = describePages({ suites }) as string[];
  expect(first).toBe('Pages of "sends":\n/home\n- heading');
  expect(second?.split("\n")).toHaveLength(121);
  expect(others).toEqual([]);
  expect(describePages(undefined)).toEqual([]);
});
