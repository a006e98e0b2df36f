import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const shells = ["chromium-headless-shell", "chrome-headless-shell"];
const elsewhere = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/**
 * Finds a Chromium that runs: the one in CHROMIUM_PATH, the system's, Playwright's own.
 * @returns {Promise<string | undefined>} its path
 * @throws when CHROMIUM_PATH is set and does not run
 */
export async function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (runs(given)) return given;
    throw new Error(`CHROMIUM_PATH is ${given}, which does not run: correct or unset it.`);
  }
  return [...inPath(names), ...elsewhere].find(runs) ?? (await findPlaywrightsOwn());
}

/**
 * Finds Chromium's headless shell: pages as in Chromium at two thirds of its cost, but no notifications.
 * @returns {string | undefined} its path; none where CHROMIUM_PATH says which browser is meant
 */
export function findHeadlessShell() {
  return process.env.CHROMIUM_PATH ? undefined : inPath(shells).find(runs);
}

function inPath(programs) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return programs.flatMap((name) => folders.map((folder) => join(folder, name)));
}

async function findPlaywrightsOwn() {
  const { chromium } = await import("playwright-core");
  const path = chromium.executablePath();
  return path && runs(path) ? path : undefined;
}

/** Being there is not enough: Ubuntu's chromium-browser is a stub that only tells where to get one. */
function runs(path) {
  if (!existsSync(path)) return false;
  try {
    accessSync(path, constants.X_OK);
    return /\d+\.\d+/.test(
      execFileSync(path, ["--version"], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
        timeout: 20_000,
      }),
    );
  } catch {
    return false;
  }
}
