import pg from "pg";
import { settingsBeside, type Database } from "./pool.js";

/** A slower statement (ms) fails, so that statements do not accumulate. */
const STATEMENT_MS = 10_000;
/** The connection timeout (ms); allows for a distant or busy database. */
const CONNECT_MS = 5_000;

/**
 * One connection outside the pool, for work that must not wait for a free connection or for other
 * queries. It connects at the first query and reconnects after a failure. Its plans use indexes.
 */
export class DedicatedConnection {
  private client: Promise<pg.Client> | undefined;
  private isClosed = false;
  /** Names of the statements; the connection plans each statement once. */
  private readonly names = new Map<string, string>();
  private readonly settings: pg.ClientConfig;

  /** @param name Shown in `pg_stat_activity`. */
  constructor(database: Database, name: string) {
    this.settings = {
      ...settingsBeside(database),
      application_name: name,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
    };
  }

  /**
   * Runs one statement, in the order of the calls. The plan is cached: use few different texts,
   * with all values as parameters.
   * @throws the driver's error.
   */
  readonly query = async <Row extends object>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> => {
    if (this.isClosed) throw new Error("The connection was closed");
    const client = await (this.client ??= this.connect());
    return (await client.query<Row>({ name: this.nameOf(text), text, values: [...values] })).rows;
  };

  private nameOf(text: string): string {
    const name = this.names.get(text) ?? `statement_${this.names.size}`;
    this.names.set(text, name);
    return name;
  }

  /** Drops the connection, so that pending queries fail; the next query reconnects. */
  reset(): void {
    const { client } = this;
    this.client = undefined;
    client?.then(destroy, () => undefined);
  }

  /** Closes the connection permanently; later queries fail. */
  async close(): Promise<void> {
    this.isClosed = true;
    const { client } = this;
    this.client = undefined;
    // A failed connection is closed already.
    await client?.then((connected) => connected.end()).catch(() => undefined);
  }

  private connect(): Promise<pg.Client> {
    const client = new pg.Client(this.settings);
    const forget = (): void => {
      if (this.client === connecting) this.client = undefined;
    };
    // Its queries reject with the same error.
    client.on("error", forget);
    client.on("end", forget);
    const connecting = client.connect().then(() => client);
    connecting.catch(forget);
    return connecting;
  }
}

/** Destroys the socket; an orderly close would wait for an answer that may never arrive. */
function destroy(client: pg.Client): void {
  const { stream } = (client as unknown as { connection: { stream: { destroy(): void } } })
    .connection;
  stream.destroy();
}
