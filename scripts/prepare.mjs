// Makes a clone ready to `start` or to `test`, with nothing but Node: installs, builds, finds a browser and a Redis. Each step is
// left out when it is done already.
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  clearStaleOutput,
  hasTestPackages,
  inspectBuild,
  isInstalled,
  markBuilt,
  markInstalled,
} from "./freshness.mjs";
import { plainEnvironment, run } from "./run.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function fail(sentence, code = 1) {
  console.error(`\n${sentence}`);
  process.exit(code);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(
    `Rally needs Node 20.19 or later, and this is ${process.version}: get a newer one from https://nodejs.org.`,
  );
}

/** @param {import("./freshness.mjs").Purpose} asked */
async function install(asked) {
  if (isInstalled(root, asked)) return;
  const purpose = hasTestPackages(root) ? "test" : asked;
  console.log(
    purpose === "start"
      ? "Installing what Rally needs (once, and again when package-lock.json changes) …"
      : "Installing what Rally and its tests need (once, and again when package-lock.json changes) …",
  );
  const cache = cacheFolder();
  const env = plainEnvironment({ npm_config_cache: cache.path, npm_config_yes: "true" });
  // `ci` removes node_modules first, which a Rally that was started from here may be using.
  const subcommand = isInstalled(root, "start") ? ["install", "--no-save"] : ["ci"];
  const parameters = [...subcommand, "--include=dev", "--no-audit", "--no-fund"];
  if (purpose === "start") parameters.push("--workspaces");
  const npm = process.env.npm_execpath ?? "";
  const code = npm.endsWith("npm-cli.js")
    ? await run(process.execPath, [npm, ...parameters], { cwd: root, env })
    : await run(process.platform === "win32" ? "npm.cmd" : "npm", parameters, { cwd: root, env });
  if (cache.temporary) rmSync(cache.path, { recursive: true, force: true });
  if (code !== 0) fail(`npm ${subcommand[0]} failed (exit ${code}): its message is above.`);
  markInstalled(root, purpose);
}

/** npm's cache, or a throw-away one where it cannot be written (a service user often has no home). */
function cacheFolder() {
  const path = process.env.npm_config_cache ?? join(homedir(), ".npm");
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
    return { path, temporary: false };
  } catch {
    return { path: mkdtempSync(join(tmpdir(), "rally-npm-")), temporary: true };
  }
}

async function build() {
  const { fresh, removed, sources } = inspectBuild(root);
  if (fresh) return;
  console.log("Building Rally …");
  clearStaleOutput(root, removed);
  const env = plainEnvironment();
  const program = (path) => join(root, "node_modules", path);
  // In parallel, since neither reads what the other writes. Types are checked by `npm test`.
  const codes = await Promise.all([
    run(process.execPath, [program("typescript/bin/tsc"), "-b", "api", "--noCheck"], {
      cwd: root,
      env,
    }),
    run(process.execPath, [program("vite/bin/vite.js"), "build", "--logLevel", "warn"], {
      cwd: join(root, "pwa"),
      env,
    }),
  ]);
  if (codes.some((code) => code !== 0)) fail("The build failed: its messages are above.");
  markBuilt(root, sources);
}

const DEBIAN_CHROMIUM = "/usr/bin/chromium";

async function findBrowser() {
  const { findChromium, findHeadlessShell } = await import("./chromium.mjs");
  try {
    const found = await findChromium();
    // The headless shell halves the time of the browser tests.
    if (found === DEBIAN_CHROMIUM && !findHeadlessShell()) {
      await installFromDebian("chromium-headless-shell");
    }
    if (found) return;
    console.log("No Chromium found: installing one for the browser tests …");
    await installBrowser();
    if (await findChromium()) return;
  } catch (error) {
    fail(error.message);
  }
  fail(
    "The browser tests need a Chromium and none could be installed: install one (Debian: apt-get install chromium; " +
      "elsewhere: npx playwright install --with-deps chromium), or set CHROMIUM_PATH to the one you have.",
  );
}

async function installBrowser() {
  const { findChromium } = await import("./chromium.mjs");
  if ((await installFromDebian("chromium")) && (await findChromium())) {
    await installFromDebian("chromium-headless-shell");
    return;
  }
  const playwright = join(root, "node_modules/@playwright/test/cli.js");
  await run(process.execPath, [playwright, "install", "chromium"], {
    cwd: root,
    env: plainEnvironment(),
  });
}

/** @returns whether it could be tried. */
async function installFromDebian(...names) {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  const env = { ...plainEnvironment(), DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-qq"], { env });
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...names], { env });
  return true;
}

/** Without one the tests that need it fail and say so; the others run. */
async function findRedis() {
  const { findRedisServer } = await import("./redis.mjs");
  try {
    if (findRedisServer()) return;
    console.log("No Redis server found: installing one for the tests of several servers …");
    if ((await installFromDebian("redis-server")) && findRedisServer()) return;
  } catch (error) {
    fail(error.message);
  }
  console.error(
    "No Redis server could be installed, so the tests that need one will fail: install one (Debian: apt-get install " +
      "redis-server; elsewhere: Redis or Valkey), or set REDIS_SERVER_PATH to the one you have.",
  );
}

/** Without one its tests are skipped, which `test.mjs` repeats at the end. */
async function findOtherBrowsers() {
  const { findFirefox, findWebKit, missingBrowsers } = await import("./other-browsers.mjs");
  try {
    if (!findFirefox()) {
      console.log("No Firefox found: installing one for the browser tests …");
      await installFromDebian("firefox-esr");
    }
    if (!findWebKit()) {
      console.log("No driver of WebKit found: installing one for the browser tests …");
      await installFromDebian("webkit2gtk-driver", "xvfb");
    }
    for (const sentence of missingBrowsers()) console.error(sentence);
  } catch (error) {
    fail(error.message);
  }
}

const purpose = process.argv[2] === "test" ? "test" : "start";
checkNode();
await install(purpose);
await build();
if (purpose === "test") {
  await findBrowser();
  await findOtherBrowsers();
  await findRedis();
}
