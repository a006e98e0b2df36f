import type { Database, Transaction } from "@rally/shared/server/database";
import { runPrepared } from "@rally/shared/server/database";

/** Ended matches of a dead process per statement. */
const BATCH = 100;

/** Writes that a process runs matches, or that it still does. */
export async function registerServer(
  source: Database | Transaction,
  { id, internalUrl }: { id: string; internalUrl: string },
): Promise<void> {
  await source.raw(
    `insert into game_servers (id, internal_url) values (?, ?)
      on conflict (id) do update set heartbeat_at = now()`,
    [id, internalUrl],
  );
}

/** The address of the process that runs matches under an id; undefined if it is gone. */
export async function internalUrlOf(database: Database, id: string): Promise<string | undefined> {
  const [row] = await runPrepared<{ url: string }>(
    database,
    {
      name: "game_server_url",
      text: "select internal_url as url from game_servers where id = $1",
    },
    [id],
  );
  return row?.url;
}

/** Marks expired challenges, and finds the processes that are silent for `silence` milliseconds. */
export async function sweepGames(database: Database, silence: number): Promise<string[]> {
  const rows = await runPrepared<{ id: string }>(
    database,
    {
      name: "sweep_games",
      text: `with due as (
          select id from game_challenges where state = 'waiting' and expires_at <= now()
          order by expires_at limit ${BATCH} for update skip locked),
        expired as (
          update game_challenges set state = 'expired' where id = any(array(select id from due)))
        select id from game_servers
          where heartbeat_at < now() - $1::float8 * interval '1 millisecond'
          order by heartbeat_at limit ${BATCH}`,
    },
    [silence],
  );
  return rows.map(({ id }) => id);
}

/** Matches of a process that have not ended, at most `BATCH`. */
export async function openMatchesOf(database: Database, serverId: string): Promise<string[]> {
  const rows = await runPrepared<{ id: string }>(
    database,
    {
      name: "open_matches_of_server",
      text: `select id from matches where owner_id = $1 and ended_at is null
        order by created_at limit ${BATCH}`,
    },
    [serverId],
  );
  return rows.map(({ id }) => id);
}

/** Forgets a process, unless it runs matches. */
export async function forgetServer(database: Database, id: string): Promise<void> {
  await database.raw(
    `delete from game_servers where id = :id
      and not exists (select from matches where owner_id = :id and ended_at is null)`,
    { id },
  );
}
