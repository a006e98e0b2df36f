import { RallyError } from "@rally/shared/errors";
import type { Limits } from "@rally/shared/limits";
import { runPrepared, type Database, type Transaction } from "@rally/shared/server/database";
import { personJsonSql } from "@rally/shared/server/models";
import type { ListedBan } from "./rows.js";

/** Who is banned from the server: a user, or a range in CIDR notation. */
type Banned = { userId: string; address?: never } | { address: string; userId?: never };

type NewServerBan = Banned & {
  id: string;
  bannedBy: string;
  /** Milliseconds since the epoch; undefined: for ever. */
  until: number | undefined;
  reason: string | undefined;
};

interface ServerBanCount {
  id: number;
  /** How many addresses are banned; triggers count them. */
  addresses: string;
}

const columnsOf = ({ userId, address }: Banned) =>
  userId === undefined ? { address } : { user_id: userId };

/**
 * Stores a ban in place of the one of the same user or range. Bans wait for each other here, so that
 * no two exceed the limit.
 * @throws RallyError `too_many_bans`
 */
export async function storeServerBan(
  trx: Transaction,
  ban: NewServerBan,
  { bannedAddresses }: Pick<Limits, "bannedAddresses">,
): Promise<void> {
  const { id, bannedBy, until, reason } = ban;
  const counted = () => trx<ServerBanCount>("server_bans_revision").where("id", 1);
  await counted().forUpdate().first();
  await deleteServerBan(trx, ban);
  if (ban.address !== undefined) {
    await trx("server_bans").where("until", "<=", trx.fn.now()).delete();
    if (Number((await counted().first())?.addresses) >= bannedAddresses) {
      throw new RallyError("too_many_bans", `At most ${bannedAddresses} addresses can be banned`);
    }
  }
  await trx("server_bans").insert({
    ...{ id, ...columnsOf(ban), banned_by: bannedBy, reason: reason ?? null },
    until: until === undefined ? "infinity" : new Date(until),
  });
}

/** @returns whether there was such a ban */
export async function deleteServerBan(trx: Transaction, banned: Banned): Promise<boolean> {
  return (await trx("server_bans").where(columnsOf(banned)).delete()) > 0;
}

/** Who is banned by a ban of the server; undefined if there is no such ban. */
export async function serverBanById(
  database: Database,
  id: string,
): Promise<{ userId: string | null; address: string | null } | undefined> {
  const text = `select user_id as "userId", address from server_bans where id = $1`;
  const rows = await runPrepared<{ userId: string | null; address: string | null }>(
    database,
    { name: "server_ban_by_id", text },
    [id],
  );
  return rows[0];
}

/** The bans from the server that are in force, the newest first; none if user `$1` is no admin. */
export function serverBansPage(
  database: Database,
  callerId: string,
  page: { before: string | undefined; limit: number },
): Promise<ListedBan[]> {
  return runPrepared(
    database,
    {
      name: "server_bans_page",
      text: `select b.id, ${personJsonSql("b.user_id", "$1::uuid")} as user,
          b.address::inet as address, ${personJsonSql("b.banned_by", "$1::uuid")} as "bannedBy",
          b.created_at as at, nullif(b.until, 'infinity') as until, b.reason,
          true as "readsAddresses"
        from (
          select * from server_bans
          where id < coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') and until > now()
            and exists (select from users where id = $1 and role = 'admin')
          order by id desc limit $3
        ) b order by b.id desc`,
    },
    [callerId, page.before ?? null, page.limit],
  );
}
