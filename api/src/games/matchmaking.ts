import { randomInt } from "node:crypto";
import { gameIds, type GameId } from "@rally/shared/games";
import { newId } from "@rally/shared/ids";
import type { Bus } from "@rally/shared/server/bus";
import type { Database, Transaction } from "@rally/shared/server/database";
import { bannedSql, blockedPairsSql } from "@rally/shared/server/models";
import { notify } from "../notifications/index.js";
import { checkedSettings } from "./game-settings.js";
import type { Matches } from "./matches.js";
import { pairPlayers, type WaitingPlayer } from "./pair-players.js";

/** Players who are considered in one round, those who have waited longest. */
const ROUND = 2_000;

interface MatchmakingContext {
  database: Database;
  bus: Bus;
  matches: Pick<Matches, "serverId" | "register" | "open">;
  /** Milliseconds after which an entry that is not renewed has ended. */
  silence: number;
}

type Pair = { matchId: string; game: GameId; players: [WaitingPlayer, WaitingPlayer] };

/** Pairs the waiting users of all games; one process does so at a time. @returns the new matches */
export async function pairWaiting(context: MatchmakingContext): Promise<string[]> {
  const { database, bus, matches, silence } = context;
  if (!(await database("game_queue").first("user_id"))) return [];
  const published: ((bus: Bus) => void)[] = [];
  const ids = await database.transaction(async (trx) => {
    const { rows } = await trx.raw<{ rows: { isFree: boolean }[] }>(
      `select pg_try_advisory_xact_lock(hashtext('rally game queue')) as "isFree"`,
    );
    if (!rows[0]?.isFree) return [];
    const pairs = await stillFree(trx, await proposePairs(trx, silence));
    if (pairs.length === 0) return [];
    await storeMatches(trx, pairs, matches);
    const drafts = pairs.flatMap(({ matchId, game, players: [one, other] }) =>
      [
        [one, other],
        [other, one],
      ].map(([to, from]) => ({
        ...{ userId: to?.userId ?? "", kind: "match_started" as const, key: `match:${matchId}` },
        ...{ from: from?.userId ?? "", data: { game, matchId } },
      })),
    );
    await notify(trx, (action) => void published.push(action), ...drafts);
    return pairs.map(({ matchId }) => matchId);
  });
  for (const publish of published) publish(bus);
  for (const id of ids) matches.open(id);
  return ids;
}

async function proposePairs(trx: Transaction, silence: number): Promise<Pair[]> {
  await trx.raw(
    "delete from game_queue where seen_at <= now() - ?::float8 * interval '1 millisecond'",
    [silence],
  );
  const { rows } = await trx.raw<{ rows: (WaitingPlayer & { game: GameId })[] }>(
    `select user_id as "userId", game, rating,
        (extract(epoch from now() - joined_at) * 1000)::float8 as waited
      from game_queue order by joined_at limit ${ROUND}`,
  );
  const mayPlay = await mayPlayAmong(
    trx,
    rows.map(({ userId }) => userId),
  );
  return gameIds.flatMap((game) =>
    pairPlayers(
      rows.filter((row) => row.game === game),
      mayPlay,
    ).map((players) => ({ matchId: newId(), game, players })),
  );
}

/** Locks the users of the pairs. @returns the pairs of which both users can still play */
async function stillFree(trx: Transaction, pairs: readonly Pair[]): Promise<Pair[]> {
  const ids = pairs.flatMap(({ players }) => players.map(({ userId }) => userId));
  if (ids.length === 0) return [];
  await trx.raw("select from users where id = any(?::uuid[]) order by id for no key update", [ids]);
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `select u.id from users u join game_queue q on q.user_id = u.id
      where u.id = any(?::uuid[]) and u.deleted_at is null and not ${bannedSql("u")}
        and not exists (select from current_matches c where c.user_id = u.id)`,
    [ids],
  );
  const free = new Set(rows.map(({ id }) => id));
  const gone = ids.filter((id) => !free.has(id));
  if (gone.length > 0) await trx("game_queue").whereIn("user_id", gone).delete();
  const mayPlay = await mayPlayAmong(trx, ids);
  return pairs.filter(
    ({ players: [{ userId: one }, { userId: other }] }) =>
      free.has(one) && free.has(other) && mayPlay(one, other),
  );
}

/** Whether there is no block between two of these users [S14]. */
async function mayPlayAmong(trx: Transaction, ids: readonly string[]) {
  const { rows } = await trx.raw<{ rows: { one: string; other: string }[] }>(
    blockedPairsSql(":ids::uuid[]", ":ids::uuid[]"),
    { ids: [...ids] },
  );
  const blocked = new Set(rows.flatMap(({ one, other }) => [one + other, other + one]));
  return (one: string, other: string): boolean => !blocked.has(one + other);
}

async function storeMatches(
  trx: Transaction,
  pairs: readonly Pair[],
  matches: MatchmakingContext["matches"],
): Promise<void> {
  await matches.register(trx);
  const rows = await Promise.all(
    pairs.map(async ({ matchId: id, game, players }) => {
      const order = randomInt(2) === 0 ? players : [...players].reverse();
      const settings = await checkedSettings(game, {});
      const [first, second] = order.map(({ userId }) => userId);
      return { ...{ id, game, settings, first, second }, seed: randomInt(2 ** 32) };
    }),
  );
  await trx.raw(
    `with pairs as (select * from jsonb_to_recordset(:rows::jsonb) as p (id uuid, game text,
          settings jsonb, seed bigint, first uuid, second uuid)),
        made as (insert into matches (id, game, settings, rated, seed, first_id, second_id, owner_id)
          select id, game, settings, true, seed, first, second, :owner from pairs returning id),
        left_queue as (delete from game_queue q using pairs p
          where q.user_id in (p.first, p.second) returning q.game, q.joined_at),
        waits as (select game, extract(epoch from avg(now() - joined_at)) * 1000 as wait
          from left_queue group by game),
        known as (insert into game_queue_waits as w (game, wait) select game, wait from waits
          on conflict (game) do update set wait = 0.8 * w.wait + 0.2 * excluded.wait)
      insert into current_matches (user_id, match_id)
        select unnest(array[p.first, p.second]), p.id from pairs p join made on made.id = p.id`,
    { rows: JSON.stringify(rows), owner: matches.serverId },
  );
}
