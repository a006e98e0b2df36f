import { execFileSync } from "node:child_process";
import { chmod, readdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { StartError } from "../process/index.js";

/** Names of Rally's own files in its data directory. */
const ownNames = /^(secret|vapid|files|outbox|releases|postgres|postgres-bin|\.postgres-.*)$/;

/** The system user as which Postgres runs. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/**
 * Postgres refuses to run as root, so root runs it as `nobody` (the uid must exist in passwd).
 * Other users run it as themselves: undefined.
 */
export function accountForPostgres(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  try {
    return { name: "nobody", uid: idOf("-u"), gid: idOf("-g") };
  } catch (cause) {
    throw new StartError(
      "Postgres does not run as root and this system has no user nobody: start Rally as another user, or set DATABASE_URL.",
      { cause },
    );
  }
}

function idOf(flag: "-u" | "-g"): number {
  return Number(execFileSync("id", [flag, "nobody"], { stdio: ["ignore", "pipe", "ignore"] }));
}

/**
 * Ensures that the account can enter `directory` and its parents. Adds search permission to a
 * directory that is empty or holds only Rally's files; other directories stay unchanged.
 * @throws {StartError} naming the first folder that cannot be entered
 */
export async function ensureReachable(
  directory: string,
  account: Account | undefined,
): Promise<void> {
  if (!account) return;
  const { mode } = await stat(directory);
  const isOurs = (await readdir(directory)).every((name) => ownNames.test(name));
  if ((mode & 0o001) === 0 && isOurs) await chmod(directory, mode | 0o111);
  for (const folder of withParents(directory).reverse()) {
    if (await canEnter(folder, account)) continue;
    throw new StartError(
      `Postgres runs as ${account.name} here, who cannot enter ${folder}: point RALLY_DATA elsewhere than ${directory}, ` +
        `or let others pass (chmod o+x ${folder}).`,
    );
  }
}

async function canEnter(folder: string, account: Account): Promise<boolean> {
  const { mode, uid, gid } = await stat(folder);
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

function withParents(directory: string): string[] {
  const parent = dirname(directory);
  return parent === directory ? [directory] : [directory, ...withParents(parent)];
}
