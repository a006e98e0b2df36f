import type { GameId, QueueEntry } from "@rally/shared/games";
import { RallyError } from "@rally/shared/errors";
import { newRating } from "@rally/shared/ratings";
import { runPrepared, type Database, type Transaction } from "@rally/shared/server/database";

interface QueueRow {
  game: GameId;
  joinedAt: Date;
  wait: number | null;
}

const columns = `q.game, q.joined_at as "joinedAt",
  (select wait from game_queue_waits w where w.game = q.game) as wait`;

/** An entry that was renewed within `$2` milliseconds. */
const IS_ALIVE = "q.seen_at > now() - $2::float8 * interval '1 millisecond'";

/**
 * Adds a user, who is locked, to the queue of a game; one who waits there already keeps the place.
 * @param silence milliseconds after which an entry that is not renewed has ended
 * @throws RallyError `in_match`, `in_queue` if the user waits for another game
 */
export async function enterQueue(
  trx: Transaction,
  userId: string,
  game: GameId,
  silence: number,
): Promise<QueueEntry> {
  const playing = await trx<{ user_id: string }>("current_matches")
    .where("user_id", userId)
    .first("user_id");
  if (playing) throw new RallyError("in_match", "You are in a match");
  const waiting = await renewEntry(trx, userId, silence);
  if (waiting && waiting.game !== game) {
    throw new RallyError("in_queue", "You are waiting for another game");
  }
  if (waiting) return waiting;
  const [row] = await runPrepared<QueueRow>(
    trx,
    {
      name: "enter_queue",
      text: `insert into game_queue as q (user_id, game, rating) values ($1, $2,
          coalesce((select rating from ratings where user_id = $1 and game = $2), $3::float8))
        on conflict (user_id) do update set game = excluded.game, rating = excluded.rating,
          joined_at = now(), seen_at = now()
        returning ${columns}`,
    },
    [userId, game, newRating.rating],
  );
  if (!row) throw new Error("The entry of the queue was not stored");
  return entryOf(row);
}

/** The user's entry, which is renewed; undefined if there is none, or if it has ended. */
export async function renewEntry(
  source: Database | Transaction,
  userId: string,
  silence: number,
): Promise<QueueEntry | undefined> {
  const [row] = await runPrepared<QueueRow>(
    source,
    {
      name: "renew_queue_entry",
      text: `update game_queue q set seen_at = now() where q.user_id = $1 and ${IS_ALIVE}
        returning ${columns}`,
    },
    [userId, silence],
  );
  return row && entryOf(row);
}

const entryOf = ({ game, joinedAt, wait }: QueueRow): QueueEntry => ({
  ...{ game, joinedAt: joinedAt.getTime() },
  estimatedWait: wait === null ? null : Math.round(wait),
});
