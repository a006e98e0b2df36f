import { givenPath, inPath, isExecutable, runs } from "./programs.mjs";

const firefoxes = [
  "/Applications/Firefox.app/Contents/MacOS/firefox",
  "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
];

/**
 * Finds a Firefox that runs: the one in FIREFOX_PATH, or the system's.
 * @returns {string | undefined} its path
 * @throws when FIREFOX_PATH is set and does not run
 */
export function findFirefox() {
  const given = givenPath("FIREFOX_PATH");
  return given ?? [...inPath(["firefox-esr", "firefox"]), ...firefoxes].find((path) => runs(path));
}

/**
 * Finds what drives WebKit: WebKitGTK's WebDriver, and the virtual display for its browser.
 * @returns {{ driver: string, display: string } | undefined} their paths
 */
export function findWebKit() {
  const driver = inPath(["WebKitWebDriver"]).find(isExecutable);
  const display = inPath(["Xvfb"]).find(isExecutable);
  return driver && display ? { driver, display } : undefined;
}

/** What `npm test` leaves out on this machine, a sentence for each browser. */
export function missingBrowsers() {
  const missing = [];
  if (!findFirefox()) {
    missing.push(
      "Skipped: the tests in Firefox. Install it (Debian: apt-get install firefox-esr), or set FIREFOX_PATH to the one you have.",
    );
  }
  if (!findWebKit()) {
    missing.push(
      "Skipped: the tests in WebKit. Install its driver (Debian: apt-get install webkit2gtk-driver xvfb).",
    );
  }
  return missing;
}
