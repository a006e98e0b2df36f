// Runs every stage, shows all failures, and ends with the sum. Needs `prepare.mjs test` to have run.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { missingBrowsers } from "./other-browsers.mjs";
import { plainEnvironment, run } from "./run.mjs";
import { sumUp } from "./test-reports.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const reports = mkdtempSync(join(tmpdir(), "rally-reports-"));
process.once("exit", () => rmSync(reports, { recursive: true, force: true }));
const vitestReport = join(reports, "vitest.json");
const playwrightReport = join(reports, "playwright.json");
const env = plainEnvironment();

const stages = [
  [
    "Lint",
    "eslint/bin/eslint.js",
    [".", "--max-warnings", "0", "--cache", "--cache-location", "node_modules/.cache/eslint/"],
  ],
  ["Format", "prettier/bin/prettier.cjs", ["--check", "--log-level", "warn", "."]],
  ["Types", "typescript/bin/tsc", ["-b"]],
  ["Types of the service worker", "typescript/bin/tsc", ["-p", "pwa/tsconfig.worker.json"]],
  ["Types of the app's build", "typescript/bin/tsc", ["-p", "pwa/tsconfig.build.json"]],
  ["Types of the tests", "typescript/bin/tsc", ["-p", "tsconfig.tests.json"]],
  [
    "Unit and integration tests",
    "vitest/vitest.mjs",
    ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${vitestReport}`],
  ],
  [
    "Browser tests",
    "@playwright/test/cli.js",
    ["test", `--reporter=${env.CI ? "dot" : "list"},json`],
  ],
];

const failed = [];
for (const [name, program, parameters] of stages) {
  console.log(`\n━━ ${name} ━━`);
  const code = await run(process.execPath, [join(root, "node_modules", program), ...parameters], {
    cwd: root,
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
  });
  if (code !== 0) failed.push(name);
}

const totals = sumUp(readReport(vitestReport), readReport(playwrightReport));
console.log(failed.length > 0 ? `\nFailed: ${failed.join(", ")}.` : "\nEvery stage passed.");
for (const sentence of missingBrowsers()) console.log(sentence);
if (totals.passed === 0) console.log("No test ran.");
console.log(
  `${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ""}`,
);
process.exit(failed.length > 0 || totals.passed === 0 || totals.failed > 0 ? 1 : 0);

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}
