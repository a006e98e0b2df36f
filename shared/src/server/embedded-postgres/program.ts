import { spawn, type ChildProcess } from "node:child_process";
import { StartError } from "../process/index.js";
import type { Account } from "./account.js";

interface Surroundings {
  account?: Account | undefined;
  cwd?: string;
}

/**
 * Starts a Postgres program in its own process group, so that Ctrl-C reaches only Rally, with
 * English messages on every system.
 */
export function spawnProgram(
  path: string,
  parameters: string[],
  { account, cwd }: Surroundings = {},
): ChildProcess {
  return spawn(path, parameters, {
    ...(account && { uid: account.uid, gid: account.gid }),
    ...(cwd !== undefined && { cwd }),
    detached: true,
    env: { PATH: process.env.PATH, SYSTEMROOT: process.env.SYSTEMROOT, LC_ALL: "C", TZ: "UTC" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs a program until it exits. @throws {StartError} with its last output lines when it fails */
export async function runProgram(
  path: string,
  parameters: string[],
  around: Surroundings = {},
): Promise<string> {
  const child = spawnProgram(path, parameters, around);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", (cause) => reject(cannotRun(path, cause)));
    child.once("close", resolve);
  });
  if (code === 0) return output;
  throw new StartError(
    `Postgres's ${path} failed: ${output.trim().split("\n").slice(-3).join(" ")}`,
  );
}

/** The error for a program that the system cannot execute. */
export function cannotRun(path: string, cause: Error): StartError {
  return new StartError(
    `This system cannot run ${path} (${cause.message}): is its folder mounted noexec, or is this no glibc system? ` +
      "Point RALLY_DATA elsewhere, or set DATABASE_URL to a PostgreSQL of yours.",
    { cause },
  );
}
