// Runs every stage, shows all failures, and ends with the sum. Needs `prepare.mjs test` to have run.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { missingBrowsers } from "./other-browsers.mjs";
import { plainEnvironment, run } from "./run.mjs";
import { createTemporaryFolder } from "./temporary-folder.mjs";
import { describePages, listFailures, sumUp } from "./test-reports.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const temporary = createTemporaryFolder();
const vitestReport = join(temporary, "vitest.json");
const playwrightReport = join(temporary, "playwright.json");
const env = plainEnvironment({ TMPDIR: temporary });

const tsc = "typescript/bin/tsc";
/** Two lanes side by side, because each of their programs uses one core. */
const checks = [
  [
    [
      "Lint",
      "eslint/bin/eslint.js",
      [".", "--max-warnings", "0", "--cache", "--cache-location", "node_modules/.cache/eslint/"],
    ],
  ],
  [
    ["Types", tsc, ["-b"]],
    ["Types of the service worker", tsc, ["-p", "pwa/tsconfig.worker.json"]],
    ["Types of the app's build", tsc, ["-p", "pwa/tsconfig.build.json"]],
    ["Types of the tests", tsc, ["-p", "tsconfig.tests.json"]],
    ["Format", "prettier/bin/prettier.cjs", ["--check", "--log-level", "warn", "."]],
  ],
];
const tests = [
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

async function runStage([name, program, parameters], { held } = {}) {
  const title = `\n━━ ${name} ━━\n`;
  if (!held) process.stdout.write(title);
  const code = await run(process.execPath, [join(root, "node_modules", program), ...parameters], {
    cwd: root,
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
    ...(held && { held: title }),
  });
  if (code !== 0) failed.push(name);
}

async function runLane(stages) {
  for (const stage of stages) await runStage(stage, { held: true });
}

await Promise.all(checks.map(runLane));
for (const stage of tests) await runStage(stage);

const found = [readReport(vitestReport), readReport(playwrightReport)];
const totals = sumUp(...found);
for (const pages of describePages(found[1])) console.log(`\n${pages}`);
console.log(failed.length > 0 ? `\nFailed: ${failed.join(", ")}.` : "\nEvery stage passed.");
for (const failure of listFailures(...found)) console.log(`- ${failure}`);
for (const sentence of missingBrowsers()) console.log(sentence);
if (totals.passed === 0) console.log("No test ran.");
console.log(
  `${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ""}`,
);
process.exit(failed.length > 0 || totals.passed === 0 || totals.failed > 0 ? 1 : 0);

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}
