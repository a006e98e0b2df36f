import { readTail } from "@rally/shared/conversations";
import { checkConversation, type Findings } from "./check.js";
import { readLedger } from "./ledger.js";
import type { People, Watched } from "./people.js";
import { follow, type Replica } from "./reader.js";
import type { Record } from "./record.js";
import type { Cluster } from "./cluster.js";
import { until } from "./until.js";

/** After the load stops, all replicas must agree within this time (ms). */
const TIMEOUT_MS = 15_000;

/** Compares all replicas with Postgres while no commands are sent. */
export async function settle(cluster: Cluster, people: People, record: Record): Promise<Findings> {
  const all: Findings[] = [];
  for (const watched of people.watched) all.push(await settleOne(cluster, people, watched, record));
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
  cluster: Cluster,
  { reader }: People,
  { id, replicas, devices, puller }: Watched,
  record: Record,
): Promise<Findings> {
  const ledger = await readLedger(cluster.postgres, id);
  const fresh = cluster.syncs().map((_, place) =>
    follow({
      name: `who joins ${id.slice(0, 4)} now at sync ${place + 1}`,
      conversation: id,
      owner: reader,
      record,
      url: () => cluster.syncs()[place] ?? "",
    }),
  );
  const compared = [...replicas, ...fresh];
  await until(() => compared.every((replica) => reached(replica, ledger.version)), TIMEOUT_MS);
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
