import type { Bus } from "../bus/index.js";
import { runPrepared, type Database } from "../database/index.js";
import type { History } from "../history/index.js";
import type { Logger } from "../logger/index.js";
import type { OnStop } from "../process/index.js";
import { NetworkSet } from "./network-set.js";

/** Milliseconds between two checks for changes, where other processes may use the database. */
const POLL_MS = 500;

/** The banned addresses of the server, in memory: looking one up needs no query. */
export interface AddressBans {
  /** Whether requests and sockets from this IP address are refused now. */
  includes(ip: string): boolean;
  /**
   * Reads the bans again; resolves when they are in force in this process.
   * @param query runs the statement on a connection of the caller's.
   */
  reload(query?: BanQuery): Promise<void>;
  /** Calls `listener` after each reload. */
  onReload(listener: () => void): void;
}

type BanQuery = <Row extends object>(text: string, values: readonly unknown[]) => Promise<Row[]>;

interface BanRow {
  revision: string;
  first: string | null;
  bits: number;
  until: number;
}

const statement = `
  select r.revision, b.first, b.bits, b.until from server_bans_revision r left join lateral (
    select host(address) as first, masklen(address) as bits,
      (extract(epoch from until) * 1000)::float8 as until
    from server_bans where address is not null and until > now()) b on true`;

/**
 * Reads the banned addresses, and again when a hint or a changed revision says so. The number of bans
 * is bounded by `limits.bannedAddresses`.
 */
export async function followAddressBans(
  { database, bus, history, logger }: Context,
  onStop: OnStop,
): Promise<AddressBans> {
  const bans = new StoredAddressBans((text) =>
    runPrepared(database, { name: "address_bans", text }, []),
  );
  await bans.reload();
  const reload = (): void => {
    bans.reload().catch((error: unknown) => {
      logger.warn({ err: error }, "failed to load the banned addresses");
    });
  };
  onStop(bus.subscribe("addressBans", reload));
  history.onRenewed(() => {
    bans.reset();
    reload();
  });
  if (bus.shared) onStop(poll(database, bans, reload, logger));
  return bans;
}

interface Context {
  database: Database;
  bus: Bus;
  history: History;
  logger: Logger;
}

/** Compares the revision, one row, because a hint can be lost. @returns a function that stops it. */
function poll(
  database: Database,
  bans: StoredAddressBans,
  reload: () => void,
  logger: Logger,
): () => void {
  let isReading = false;
  const read = async (): Promise<void> => {
    const [row] = await runPrepared<{ revision: string }>(
      database,
      { name: "address_bans_revision", text: "select revision from server_bans_revision" },
      [],
    );
    if (row && row.revision !== bans.revision) reload();
  };
  const timer = setInterval(() => {
    if (isReading) return;
    isReading = true;
    read()
      .catch((error: unknown) => {
        logger.warn({ err: error }, "failed to check the banned addresses");
      })
      .finally(() => {
        isReading = false;
      });
  }, POLL_MS);
  return () => {
    clearInterval(timer);
  };
}

class StoredAddressBans implements AddressBans {
  revision: string | undefined;
  private networks = new NetworkSet();
  private readonly listeners: (() => void)[] = [];
  private readonly query: BanQuery;

  constructor(query: BanQuery) {
    this.query = query;
  }

  includes(ip: string): boolean {
    return this.networks.has(ip, Date.now());
  }

  async reload(query: BanQuery = this.query): Promise<void> {
    const rows = await query<BanRow>(statement, []);
    const revision = rows[0]?.revision;
    if (revision === undefined || this.isOutdated(revision)) return;
    this.revision = revision;
    this.networks = new NetworkSet(
      rows.flatMap(({ first, bits, until }) => (first === null ? [] : { first, bits, until })),
    );
    for (const listener of this.listeners) listener();
  }

  onReload(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** The database has another history: any revision is newer. */
  reset(): void {
    this.revision = undefined;
  }

  /** Whether a reload that began earlier than another one ends after it. */
  private isOutdated(revision: string): boolean {
    return this.revision !== undefined && BigInt(revision) < BigInt(this.revision);
  }
}
