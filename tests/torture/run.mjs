// npm run torture [name…]: ill-treats the built Rally for minutes on end. `RALLY_SEED` repeats a run's chances.
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findRedisServer } from "../../scripts/redis.mjs";

const seed = Number(process.env.RALLY_SEED ?? randomInt(2 ** 31));
const rounds = Number(process.env.RALLY_ROUNDS ?? 50);
const log = (line) => console.log(`   ${line}`);

/** Each loads a module and answers a report (report.ts). */
const tortures = {
  kill: async () => {
    const { tortureByKills } = await load("./kill.ts");
    const whole = Math.round(rounds * 0.4);
    return tortureByKills({ seed, rounds: { whole, parted: rounds - whole }, log });
  },
  reconnect: async () => (await load("./reconnect.ts")).tortureByReconnects({ log }),
  frames: () =>
    byTests("tests/torture/frames.test.ts", {
      RALLY_TORTURE_FRAMES: String(rounds * 2_000),
      RALLY_SEED: String(seed),
    }),
  "paused-reader": () =>
    byTests("tests/torture/paused-reader.test.ts", { RALLY_TORTURE: "1" }, [
      "--execArgv=--expose-gc",
    ]),
  rooms: () =>
    byTests("tests/torture/rooms.test.ts", { RALLY_TORTURE_ROOMS: String(rounds * 200) }, [
      "--execArgv=--expose-gc",
    ]),
  scale: () => byTests("tests/torture/scale", { RALLY_TORTURE_SCALE: "1" }),
  schedules: () => byTests("tests/schedules", { RALLY_SCHEDULES: String(rounds * 100) }),
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in tortures));
if (unknown.length > 0) {
  console.error(`No torture is called ${unknown.join(", ")}: ${Object.keys(tortures).join(", ")}.`);
  process.exit(2);
}

const prepare = fileURLToPath(new URL("../../scripts/prepare.mjs", import.meta.url));
const { status } = spawnSync(process.execPath, [prepare, "test"], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);

// These modules import the built Rally.
const { createServer, defaultServerConditions } = await import("vite");
const { endAbandonedPostgres } = await import("@rally/shared/server/embedded-postgres");

process.env.REDIS_SERVER_PATH ??= findRedisServer() ?? "";
const folder = await mkdtemp(join(tmpdir(), "rally-torture-"));
await chmod(folder, 0o711); // Postgres may run as another user
process.env.RALLY_TEST_FOLDER = folder;
const interrupted = () => void close().finally(() => process.exit(130));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, interrupted);
// npm does not always forward the signal.
const parent = process.ppid;
setInterval(() => process.ppid === parent || interrupted(), 1_000).unref();

// As in vitest.config.ts: our packages are loaded from their sources, since test-only modules are
// not built.
const conditions = ["source", ...defaultServerConditions.filter((name) => name !== "module")];
const modules = await createServer({
  configFile: false,
  logLevel: "error",
  appType: "custom",
  server: { middlewareMode: true, watch: null, ws: false },
  optimizeDeps: { noDiscovery: true },
  ssr: { resolve: { conditions } },
});

let closing;
let held = true;
try {
  const { printReport } = await load("./report.ts");
  for (const name of names.length > 0 ? names : Object.keys(tortures)) {
    console.log(`\n━━ ${name}: seed ${seed} ━━`);
    held = printReport(await tortures[name]()) && held;
  }
} finally {
  await close();
}
console.log(
  held ? "\nEverything held." : `\nNot everything held: RALLY_SEED=${seed} repeats the chances.`,
);
process.exit(held ? 0 : 1);

function load(path) {
  return modules.ssrLoadModule(fileURLToPath(new URL(path, import.meta.url)));
}

/** Runs tests that take longer when the environment requests it. @returns their report */
function byTests(path, env, more = []) {
  const vitest = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));
  const { status: failed } = spawnSync(process.execPath, [vitest, "run", path, ...more], {
    stdio: "inherit",
    env: { ...process.env, RALLY_TEST_FOLDER: "", ...env },
  });
  return {
    figures: [{ what: "test files that failed", value: failed === 0 ? 0 : 1, most: 0 }],
    broken: [],
  };
}

/** Stops all remaining processes, each remaining Postgres included, and removes all data. */
async function close() {
  closing ??= (await load("./on-end.ts")).endAll();
  await closing;
  for (const name of await readdir(folder)) await endAbandonedPostgres(join(folder, name));
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
