import { readTail } from "@rally/shared/conversations";
import { checkConversation, type Findings } from "./check.js";
import { readLedger } from "./ledger.js";
import type { People, Watched } from "./people.js";
import { follow, type Replica } from "./reader.js";
import type { Record } from "./record.js";
import type { Town } from "./town.js";
import { until } from "./until.js";

/** Once nobody writes, all must agree within this time (ms). */
const PATIENCE_MS = 15_000;

/** Holds everything against Postgres, while nobody writes. */
export async function settle(town: Town, people: People, record: Record): Promise<Findings> {
  const all: Findings[] = [];
  for (const watched of people.watched) all.push(await settleOne(town, people, watched, record));
  const sum = (kind: Exclude<keyof Findings, "sentences">): number =>
    all.reduce((total, findings) => total + findings[kind], 0);
  return {
    lost: sum("lost"),
    doubled: sum("doubled"),
    gaps: sum("gaps"),
    differing: sum("differing"),
    uncommitted: sum("uncommitted"),
    unseen: sum("unseen"),
    sentences: all.flatMap(({ sentences }) => sentences),
  };
}

async function settleOne(
  town: Town,
  { reader }: People,
  { id, replicas, devices, puller }: Watched,
  record: Record,
): Promise<Findings> {
  const ledger = await readLedger(town.postgres, id);
  const fresh = town.syncs().map((_, place) =>
    follow({
      name: `who joins ${id.slice(0, 4)} now at sync ${place + 1}`,
      conversation: id,
      owner: reader,
      record,
      url: () => town.syncs()[place] ?? "",
    }),
  );
  const compared = [...replicas, ...fresh];
  await until(() => compared.every((replica) => reached(replica, ledger.version)), PATIENCE_MS);
  await Promise.all([...devices, puller].map((device) => device.settled(ledger.version)));
  try {
    return checkConversation(id, ledger, {
      record,
      devices: [...devices, puller],
      replicas: compared,
    });
  } finally {
    for (const replica of fresh) replica.leave();
  }
}

/** Whether a replica is connected and shows the change of this version. */
export function reached(replica: Replica, version: number): boolean {
  return replica.isSynced() && (readTail(replica.doc()).at(-1)?.version ?? 0) >= version;
}
