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
