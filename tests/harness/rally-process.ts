import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The built programs: all of Rally, and its parts as separate processes on one database. */
const programs = {
  rally: "../../api/dist/main.js",
  api: "../../api/dist/main-api.js",
  sync: "../../sync-server/dist/main.js",
};

/** Tests send many requests from one address, so limits are raised and password hashing is cheap. */
const unhurried = JSON.stringify({
  commandsPerSecond: 100_000,
  signInsPerMinute: 100_000,
  userWork: 100_000,
  addressWork: 100_000,
  guessesFromAddress: 100_000,
  userSockets: 100_000,
  userHandshakes: 100_000,
  userHandshakesAtOnce: 100_000,
  passwordMemory: 1_024,
  passwordPasses: 1,
});

export interface RallyProcessOptions {
  /** Default: `rally`, all parts. */
  part?: keyof typeof programs;
  /**
   * Default: a new folder, removed after the run. Pass an earlier process's folder to start again
   * on its data.
   */
  dataDirectory?: string;
  /** Default: the embedded Postgres, in its data directory. */
  databaseUrl?: string;
  /** Default: any free port. */
  port?: number;
  env?: Record<string, string>;
}

/** A Rally process, as `npm start` (or `start:api`, `start:sync`) runs it. */
export interface RallyProcess {
  url: string;
  port: number;
  pid: number;
  dataDirectory: string;
  /** The link that creates the admin, when the process printed one. */
  adminSetupLink: string | undefined;
  /** Sends SIGKILL; resolves after the exit. Its Postgres continues to run. */
  kill(): Promise<void>;
  /** Sends SIGTERM; resolves to the exit code. */
  stop(): Promise<number>;
  /** The output on stdout and stderr. */
  output(): string;
}

/** Starts the built Rally and waits until it listens. */
export async function startRallyProcess(options: RallyProcessOptions = {}): Promise<RallyProcess> {
  const dataDirectory =
    options.dataDirectory ??
    (await mkdtemp(join(process.env.RALLY_TEST_FOLDER ?? tmpdir(), "rally-")));
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, programs[options.part ?? "rally"])],
    {
      cwd: dataDirectory,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        LOG_LEVEL: "warn",
        RALLY_LIMITS: unhurried,
        ...options.env,
        PORT: String(options.port ?? 0),
        RALLY_DATA: dataDirectory,
        DATABASE_URL: options.databaseUrl ?? "",
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const gone = once(child, "exit");
  const endWithTests = () => child.kill("SIGKILL");
  process.once("exit", endWithTests);
  void gone.then(() => process.off("exit", endWithTests));

  let output = "";
  const { port } = await new Promise<{ port: number }>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        const listening = /Rally(?:'s [\w ]+)? is ready: .*?:(\d+)\)?\s/.exec(output);
        if (listening) resolve({ port: Number(listening[1]) });
      });
    }
    child.once("error", reject);
    child.once("close", (code) =>
      reject(new Error(`Rally ended with ${code} before it listened: ${output}`)),
    );
  });
  return {
    url: `http://localhost:${port}`,
    port,
    pid: child.pid ?? 0,
    dataDirectory,
    adminSetupLink: /works once: (\S+)/.exec(output)?.[1],
    kill: async () => void (await end(child, gone, "SIGKILL")),
    stop: () => end(child, gone, "SIGTERM"),
    output: () => output,
  };
}

async function end(
  child: ChildProcess,
  gone: Promise<unknown[]>,
  signal: NodeJS.Signals,
): Promise<number> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  await gone;
  return child.exitCode ?? 128;
}
