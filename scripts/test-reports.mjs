import { relative, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";

/**
 * Adds up what vitest's and Playwright's JSON reports say; a missing report counts nothing (its stage has failed).
 * A test file that cannot even be loaded counts as one failed test.
 */
export function sumUp(vitest, playwright) {
  const unloaded = (vitest?.testResults ?? []).filter(
    ({ status, assertionResults }) =>
      status === "failed" && assertionResults.every((test) => test.status !== "failed"),
  ).length;
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = playwright?.stats ?? {};
  return {
    passed: (vitest?.numPassedTests ?? 0) + expected + flaky,
    failed: (vitest?.numFailedTests ?? 0) + unloaded + unexpected,
    skipped: (vitest?.numPendingTests ?? 0) + (vitest?.numTodoTests ?? 0) + skipped,
  };
}

/**
 * What failed, a line for each test: its file, its name and the first line of its error. Names a
 * browser test that passed only when it was repeated, too. The runners' own reports can be cut off
 * where only the end of the output is kept.
 */
export function listFailures(vitest, playwright) {
  return [
    ...(vitest?.testResults ?? []).flatMap(({ name, message, status, assertionResults }) => {
      const failed = assertionResults.filter((test) => test.status === "failed");
      if (failed.length === 0 && status === "failed")
        return [describe(name, "not loaded", message)];
      return failed.map((test) => describe(name, test.fullName, test.failureMessages?.[0]));
    }),
    ...(playwright?.suites ?? []).flatMap(specsOf).flatMap(({ file, title, tests }) =>
      tests
        .filter(({ status }) => status === "unexpected" || status === "flaky")
        .map(({ status, results }) => {
          const { error } = results.find((result) => result.error) ?? {};
          return describe(file, `${title} (${status})`, error?.message);
        }),
    ),
  ];
}

/** Lines of one test's pages that are shown. */
const MOST_LINES = 120;

/** What the pages of the failed browser tests showed (the attachment `pages`), for each attempt. */
export function describePages(playwright) {
  return (playwright?.suites ?? []).flatMap(specsOf).flatMap(({ title, tests }) =>
    tests
      .flatMap(({ results }) => results)
      .flatMap(({ attachments = [] }) => attachments)
      .filter(({ name, body }) => name === "pages" && body)
      .map(({ body }) => {
        const lines = Buffer.from(body, "base64").toString("utf8").split("\n");
        return [`Pages of "${title}":`, ...lines.slice(0, MOST_LINES)].join("\n");
      }),
  );
}

function specsOf({ specs = [], suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}

function describe(file, test, message = "") {
  const [line = ""] = stripVTControlCharacters(message).split("\n");
  return `${relative(process.cwd(), resolve(file))} › ${test}: ${line.slice(0, 300)}`;
}
