import { spawn } from "node:child_process";
import { watchNpm } from "../shared/watch-npm.js";

const running = new Set();
let stopping = false;

/**
 * Runs a program to its end, its output shown, and answers its exit code. It gets a process group of its own, which
 * ends with us: on a signal, and when the npm that started us has gone. `held` shows its output only when it has
 * ended, after a title, so that programs can run side by side.
 */
export function run(
  program,
  parameters,
  { env = process.env, cwd, output = "inherit", held } = {},
) {
  const child = spawn(program, parameters, {
    cwd,
    env,
    detached: process.platform !== "win32",
    stdio: held ? ["ignore", "pipe", "pipe"] : ["ignore", output, "inherit"],
  });
  running.add(child);
  if (held) {
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => chunks.push(chunk));
    }
    child.once("close", () => process.stdout.write(Buffer.concat([Buffer.from(held), ...chunks])));
  } else child.stdout?.on("data", (chunk) => process.stdout.write(chunk));
  return new Promise((resolve) => {
    child.once("error", (error) => {
      console.error(`${program}: ${error.message}`);
      running.delete(child);
      resolve(127);
    });
    child.once("close", (code, signal) => {
      running.delete(child);
      if (!stopping) resolve(signal ? 128 : code);
    });
  });
}

/** The environment for a program that must not notice that npm started us, nor that it is "production". */
export function plainEnvironment(extra = {}) {
  const env = { ...process.env, ...extra };
  const unwanted =
    /^(npm_(lifecycle|package|command|node_execpath|execpath)|npm_config_(prefix|local_prefix|global|location|omit|include|only|production|dev|workspaces?|include_workspace_root|dry_run|package_lock|package_lock_only|if_present|json)$|INIT_CWD$|NODE_ENV$)/i;
  for (const name of Object.keys(env)) {
    if (unwanted.test(name)) delete env[name];
  }
  return env;
}

function endAll(signal) {
  for (const child of running) {
    try {
      if (process.platform === "win32") child.kill(signal);
      else process.kill(-child.pid, signal);
    } catch {
      // it has just ended by itself
    }
  }
}

function stop(code) {
  stopping = true;
  endAll("SIGTERM");
  setTimeout(() => {
    endAll("SIGKILL");
    process.exit(code);
  }, 3_000);
  const watch = setInterval(() => {
    if (running.size === 0) process.exit(code);
  }, 20);
  watch.unref();
}

process.once("SIGINT", () => stop(130));
process.once("SIGTERM", () => stop(143));
process.once("SIGHUP", () => stop(129));
watchNpm(() => stop(143));
