import { textOf, type Change } from "@rally/shared/conversations";
import type { Device } from "./device.js";
import type { Ledger, LedgerRow } from "./ledger.js";
import { stateOf, type Replica } from "./reader.js";
import type { Record } from "./record.js";

/** Violations; all counts must be zero. */
export interface Findings {
  lost: number;
  doubled: number;
  gaps: number;
  differing: number;
  /** Shown to a reader, but different in Postgres. */
  uncommitted: number;
  /** In Postgres, but not seen by a reader. */
  unseen: number;
  /** The first violation of each kind, as text. */
  sentences: string[];
}

/** Compares the recorded answers and views of one conversation with Postgres. */
export function checkConversation(
  conversation: string,
  ledger: Ledger,
  seen: { record: Record; devices: readonly Device[]; replicas: readonly Replica[] },
): Findings {
  const { record, devices, replicas } = seen;
  const byId = new Map(ledger.rows.map((row) => [row.id, row]));
  const found: { [kind in Exclude<keyof Findings, "sentences">]: string[] } = {
    lost: lost(conversation, record, byId),
    doubled: doubled(ledger.rows),
    gaps: gaps(ledger),
    differing: differing(ledger, replicas),
    uncommitted: [...record.shown.values()].flatMap((shown) =>
      shown.conversation === conversation && !isCommitted(shown.change, byId)
        ? [`shown and not in Postgres: ${JSON.stringify(shown.change)}`]
        : [],
    ),
    unseen: devices.flatMap((device) => unseen(device, ledger.rows)),
  };
  const sentences = Object.values(found).flatMap((all) => all.slice(0, 3));
  const count = (kind: keyof typeof found): number => found[kind].length;
  return {
    lost: count("lost"),
    doubled: count("doubled"),
    gaps: count("gaps"),
    differing: count("differing"),
    uncommitted: count("uncommitted"),
    unseen: count("unseen"),
    sentences,
  };
}

function lost(conversation: string, record: Record, byId: Map<string, LedgerRow>): string[] {
  return record.acknowledged.flatMap((acknowledgement) => {
    if (acknowledgement.conversation !== conversation) return [];
    const row = byId.get(acknowledgement.id);
    const isThere =
      acknowledgement.kind === "edit"
        ? row?.version === acknowledgement.version && row.editedAt === acknowledgement.at
        : row?.seq === acknowledgement.seq &&
          row?.sentVersion === acknowledgement.version &&
          row.at === acknowledgement.at;
    return isThere
      ? []
      : [`acknowledged ${JSON.stringify(acknowledgement)}, in Postgres ${JSON.stringify(row)}`];
  });
}

/** Checks that each text was sent under one id; an edited text names its message. */
function doubled(rows: readonly LedgerRow[]): string[] {
  const bodies = new Set<string>();
  return rows.flatMap((row) => {
    if (bodies.has(row.body)) return [`twice in Postgres: ${JSON.stringify(row)}`];
    bodies.add(row.body);
    return [];
  });
}

/**
 * Gaps in seqs, versions and updates; each message is edited at most once, so each version is
 * visible.
 */
function gaps({ rows, version, lastSeq, snapshot, updates, updateNumber, tail }: Ledger): string[] {
  const versions = rows
    .flatMap((row) => [...new Set([row.sentVersion, row.version])])
    .sort((a, b) => a - b);
  return [
    ...gapsIn(
      "seq",
      rows.map(({ seq }) => seq),
      1,
      lastSeq,
    ),
    ...gapsIn("version", versions, 1, version),
    ...gapsIn("update", updates, snapshot + 1, updateNumber),
    ...gapsIn(
      "version of the tail",
      tail.map((change) => change.version),
      tail[0]?.version ?? 1,
      version,
    ),
  ];
}

function gapsIn(what: string, numbers: readonly number[], first: number, last: number): string[] {
  const wrong = numbers.flatMap((number, index) =>
    number === first + index ? [] : [`${what} ${number} stands where ${first + index} should`],
  );
  const count = last - first + 1;
  return numbers.length === count ? wrong : [...wrong, `${numbers.length} of ${count}: ${what}`];
}

function isCommitted(change: Change, byId: Map<string, LedgerRow>): boolean {
  if (change.type !== "message" && change.type !== "edit") return false;
  const row = byId.get(change.id);
  if (!row) return false;
  const isSameText = row.body === textOf(change.content);
  if (change.type === "edit") {
    return row.version === change.version && row.editedAt === change.at && isSameText;
  }
  const sent = row.seq === change.seq && row.sentVersion === change.version && row.at === change.at;
  return sent && (isSameText || row.editedAt !== null);
}

function differing({ doc, epoch }: Ledger, replicas: readonly Replica[]): string[] {
  const held = stateOf(doc);
  const wrong = [...doc.store.clients.keys()].filter((client) => client !== epoch);
  return [
    ...wrong.map((client) => `the document in Postgres has another writer, ${client}`),
    ...replicas.flatMap((replica) => {
      const state = stateOf(replica.doc());
      if (state.vector !== held.vector) return [`${replica.name}: another state vector`];
      if (JSON.stringify(state.tail) !== JSON.stringify(held.tail)) {
        return [`${replica.name}: another tail`];
      }
      return state.bytes === held.bytes ? [] : [`${replica.name}: other bytes of the same tail`];
    }),
  ];
}

function unseen(device: Device, rows: readonly LedgerRow[]): string[] {
  const missing = rows.flatMap((row) => {
    const held = device.messages.get(row.id);
    const same =
      held?.seq === row.seq && held.version === row.version && textOf(held.content) === row.body;
    return same
      ? []
      : [`${device.name} holds ${JSON.stringify(held)}, Postgres ${JSON.stringify(row)}`];
  });
  const more = device.messages.size - rows.length;
  return more > 0 ? [...missing, `${device.name} holds ${more} messages too many`] : missing;
}
