import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";

/** A Redis of one test, which the test may stop; it persists nothing. */
export interface TestRedis {
  /** `redis://127.0.0.1:<port>` */
  readonly url: string;
  /** Rally's connections: subscribed ones and others. */
  clients(): Promise<[listening: number, speaking: number]>;
  /** Sends SIGKILL; resolves after the exit. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a Redis server on a free port. @throws when no Redis is installed. */
export async function startTestRedis(): Promise<TestRedis> {
  const program = process.env.REDIS_SERVER_PATH;
  if (!program) {
    throw new Error(
      "This test needs a Redis server and there is none: install one (Debian: apt-get install redis-server), " +
        "or set REDIS_SERVER_PATH to a redis-server or valkey-server.",
    );
  }
  const folder = await mkdtemp(join(process.env.RALLY_TEST_FOLDER ?? tmpdir(), "redis-"));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const endWithTests = () => child?.kill("SIGKILL");
  process.once("exit", endWithTests);
  const redis: TestRedis = {
    url: `redis://127.0.0.1:${port}`,
    clients: () => clientsOf(redis.url),
    async start() {
      child = await startServer(program, folder, port);
    },
    async kill() {
      const ending = child;
      child = undefined;
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
      ending.kill("SIGKILL");
      await once(ending, "exit");
    },
    async close() {
      await redis.kill();
      process.off("exit", endWithTests);
    },
  };
  await redis.start();
  return redis;
}

async function startServer(program: string, folder: string, port: number): Promise<ChildProcess> {
  const parameters = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder];
  const child = spawn(program, [...parameters, "--save", "", "--appendonly", "no"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (/Ready to accept connections/i.test(output)) resolve();
      });
    }
    child.once("error", reject);
    child.once("exit", (code) => {
      reject(new Error(`${program} ended with ${code} before it listened: ${output}`));
    });
  });
  return child;
}

async function clientsOf(url: string): Promise<[number, number]> {
  const client = new Redis(url);
  try {
    const lines = String(await client.call("CLIENT", "LIST")).split("\n");
    const ours = lines.filter((line) => line.includes(" name=rally "));
    const listening = ours.filter((line) => line.includes(" sub=1 ")).length;
    return [listening, ours.length - listening];
  } finally {
    client.disconnect();
  }
}

/** A port that was free a moment ago, because Redis cannot choose one itself. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
