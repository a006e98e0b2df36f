import { closeCodes } from "@rally/shared/rooms";
import type { AddressBans } from "@rally/shared/server/addresses";
import { bannedSql } from "@rally/shared/server/models";
import type { Query } from "../query/index.js";
import { drop, put } from "../sets-by-key/index.js";
import type { Connection } from "../wire/index.js";

/**
 * Closes sockets from banned addresses, except those of the server's admins, who could not lift the
 * ban otherwise. The code is that of an ended session: the app then asks for a new token again and
 * again, until the ban ends or the device is elsewhere. Its queries run only for users at a banned address.
 */
export class AddressWatch {
  private readonly byAddress = new Map<string, Set<Connection>>();
  private readonly bans: AddressBans;
  private readonly query: Query;

  /** @param query runs on a connection that no other work waits for. */
  constructor(bans: AddressBans, query: Query) {
    this.bans = bans;
    this.query = query;
  }

  /** Starts to watch a socket. Call `admits` after it, so that no ban in between is missed. */
  add(connection: Connection, ip: string): void {
    put(this.byAddress, ip, connection);
  }

  remove(connection: Connection, ip: string): void {
    drop(this.byAddress, ip, connection);
  }

  /** Closes a new socket from a banned address. @returns whether it stays open. */
  async admits(connection: Connection, ip: string): Promise<boolean> {
    if (this.bans.includes(ip)) await this.closeOthers([connection]);
    return connection.open;
  }

  /** Reads the bans again and checks all sockets. Resolves when those from there are closed. */
  async reload(): Promise<void> {
    await this.bans.reload(this.query);
    await this.check();
  }

  /** Compares the address of each open socket with the bans. */
  async check(): Promise<void> {
    const banned = [...this.byAddress].filter(([ip]) => this.bans.includes(ip));
    await this.closeOthers(banned.flatMap(([, connections]) => [...connections]));
  }

  private async closeOthers(connections: readonly Connection[]): Promise<void> {
    if (connections.length === 0) return;
    const admins = await adminsAmong(this.query, new Set(connections.map(({ userId }) => userId)));
    for (const connection of connections) {
      if (admins.has(connection.userId)) continue;
      connection.close(closeCodes.unauthenticated, "this address is banned");
    }
  }
}

async function adminsAmong(query: Query, users: ReadonlySet<string>): Promise<Set<string>> {
  const rows = await query<{ id: string }>(
    `select u.id from unnest($1::uuid[]) asked (id) cross join lateral (
      select * from users where id = asked.id offset 0) u
    where u.role = 'admin' and u.deleted_at is null and not ${bannedSql("u")}`,
    [[...users]],
  );
  return new Set(rows.map(({ id }) => id));
}
