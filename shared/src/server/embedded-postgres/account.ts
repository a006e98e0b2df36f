import { execFileSync } from "node:child_process";
import { chmod, readdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { StartError } from "../process/index.js";

/** What Rally keeps in its data directory. */
const ownNames = /^(secret|vapid|files|outbox|releases|postgres|postgres-bin|\.postgres-.*)$/;

/** The system user as which Postgres runs. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/**
 * Postgres refuses to run as root, so that root lends it `nobody` (a uid that is absent from passwd does not do).
 * Anyone else runs it as themselves: undefined.
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
 * Makes sure that the account can pass through `directory` and everything above it.
 * A directory that is empty or Rally's own is opened for passing; any other is left as its owner wants it.
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
