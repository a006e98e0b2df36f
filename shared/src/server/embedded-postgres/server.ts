import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Logger } from "pino";
import { StartError } from "../process/index.js";
import type { Account } from "./account.js";
import { listeningSettings, type Listening } from "./listening.js";
import { cannotRun, spawnProgram } from "./program.js";

/** Options of a Postgres server. */
export interface ServerPlan {
  binaries: string;
  cluster: string;
  listening: Listening;
  account: Account | undefined;
  settings: Record<string, string>;
  logger: Logger;
}

/** A Postgres server that accepts connections. */
export interface Server {
  exited: Promise<void>;
  stop(): Promise<void>;
}

/** Thrown when another server, running or shutting down, still uses the cluster: retry. */
export class ClusterBusyError extends Error {
  override name = "ClusterBusyError";
}

const settings = {
  max_connections: "100",
  shared_buffers: "128MB",
  max_wal_size: "512MB",
  fsync: "on",
  synchronous_commit: "on",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  // Statements and error details contain user content, so they are not logged.
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
};

/**
 * Starts Postgres and waits until it accepts connections, including any recovery.
 * @throws {ClusterBusyError}
 * @throws {StartError} with Postgres's message when it exits instead
 */
export async function startServer(plan: ServerPlan): Promise<Server> {
  const program = join(plan.binaries, "bin", "postgres");
  const all = { ...settings, ...listeningSettings(plan.listening), ...plan.settings };
  const parameters = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawnProgram(program, ["-D", plan.cluster, ...parameters], {
    account: plan.account,
    cwd: plan.cluster,
  });

  let settled = false; // during start and stop, its output is expected or thrown
  // Postgres stops whenever Rally exits in a way that runs exit handlers.
  const endWithRally = () => child.kill("SIGINT");
  process.once("exit", endWithRally);
  const exited = new Promise<void>((resolve) => child.once("close", () => resolve()));
  void exited.then(() => process.off("exit", endWithRally));

  await acceptsConnections(child, program, (level, message) => {
    plan.logger[settled && level !== "LOG" ? "error" : "debug"]({ part: "postgres" }, message);
  });
  settled = true;
  return {
    exited,
    stop: () => {
      settled = false;
      return endServer(child, exited);
    },
  };
}

async function acceptsConnections(
  child: ChildProcess,
  program: string,
  log: (level: string, message: string) => void,
): Promise<void> {
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once("error", (cause) => reject(cannotRun(program, cause)));
    child.once("close", () => reject(whyItEnded(said)));
    if (!child.stderr) return;
    createInterface({ input: child.stderr }).on("line", (line) => {
      const [, level = "LOG", message = line] = /\[\d+\] ([A-Z]+): +(.*)$/.exec(line) ?? [];
      if (said.length < 50) said.push(`${level}: ${message}`);
      log(level, message);
      if (message.includes("ready to accept connections")) resolve();
    });
  });
}

function whyItEnded(said: string[]): Error {
  const all = said.join("\n");
  if (
    /lock file .* already exists|pre-existing shared memory block|Address already in use/.test(all)
  ) {
    return new ClusterBusyError(all);
  }
  const reason =
    said.find((line) => /^(FATAL|PANIC)/.test(line)) ?? said.at(-1) ?? "it said nothing";
  return new StartError(`The embedded Postgres did not start: ${reason}`);
}

/**
 * A fast shutdown; after 2.5 s an immediate one, from which Postgres recovers at its next start.
 */
async function endServer(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return exited;
  const quitTimer = setTimeout(() => child.kill("SIGQUIT"), 2_500);
  if (!child.kill("SIGINT")) await once(child, "exit");
  await exited;
  clearTimeout(quitTimer);
}
