import { givenPath, inPath, runs } from "./programs.mjs";

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
  const found =
    givenPath("CHROMIUM_PATH") ?? [...inPath(names), ...elsewhere].find((path) => runs(path));
  return found ?? (await findPlaywrightsOwn());
}

/**
 * Finds Chromium's headless shell: pages as in Chromium at two thirds of its cost, but no notifications.
 * @returns {string | undefined} its path; none where CHROMIUM_PATH says which browser is meant
 */
export function findHeadlessShell() {
  return process.env.CHROMIUM_PATH ? undefined : inPath(shells).find((path) => runs(path));
}

async function findPlaywrightsOwn() {
  const { chromium } = await import("playwright-core");
  const path = chromium.executablePath();
  return path && runs(path) ? path : undefined;
}
