import pg from "pg";
import { settingsBeside, type Database } from "./pool.js";

/** A statement that takes longer than this (ms) fails, rather than that more and more of them wait. */
const STATEMENT_MS = 10_000;
/** Until an attempt to connect has failed: a database on another continent, busy. */
const CONNECT_MS = 5_000;

/**
 * One connection outside the pool, for work that must wait neither for a free connection nor for
 * other queries. It connects at the first query and again after a failure; it plans by index.
 */
export class DedicatedConnection {
  private client: Promise<pg.Client> | undefined;
  private isClosed = false;
  /** Each statement's name: the connection plans a statement once. */
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
   * Runs one statement; statements run in the order of the calls. Its plan is kept: `text` must be
   * one of few, all its values parameters. @throws the driver's error.
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

  /** Drops the connection, so that its queries fail; the next query connects again. */
  reset(): void {
    const { client } = this;
    this.client = undefined;
    client?.then(destroy, () => undefined);
  }

  /** Ends the connection for good: later queries fail. */
  async close(): Promise<void> {
    this.isClosed = true;
    const { client } = this;
    this.client = undefined;
    // One that has failed is closed already.
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

/** Cuts the line: an orderly end would wait for the answer that does not come. */
function destroy(client: pg.Client): void {
  const { stream } = (client as unknown as { connection: { stream: { destroy(): void } } })
    .connection;
  stream.destroy();
}
