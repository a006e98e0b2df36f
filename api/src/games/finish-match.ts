import type {
  EndReason,
  MatchEnd,
  MatchState,
  RatingChange,
  RecordedInput,
} from "@rally/shared/games";
import type { Database, Transaction } from "@rally/shared/server/database";
import { rateMatch } from "./rate-match.js";

/** How a match ended, with the record of its replay. */
export interface Ending {
  id: string;
  end: MatchEnd;
  score: [number, number];
  steps: number;
  inputs: readonly RecordedInput<unknown>[];
}

/** The end of a match as it is stored. */
export interface StoredEnd extends MatchEnd {
  score: [number, number];
  steps: number;
  ratings?: [RatingChange, RatingChange];
}

interface EndedRow {
  first_id: string;
  second_id: string;
  game: string;
  rated: boolean;
}

const stateAfter = (reason: EndReason): MatchState => {
  if (reason === "interrupted") return "interrupted";
  return reason === "aborted" || reason === "noShow" ? "aborted" : "finished";
};

/**
 * Stores the end of a match, its record and the players' ratings in one transaction, once: for a match
 * that has ended already, it changes nothing.
 * @returns the stored end, which may be an earlier one
 */
export async function finishMatch(database: Database, ending: Ending): Promise<StoredEnd> {
  return database.transaction(async (trx) => {
    const { id, end, score, steps } = ending;
    const players = await trx<{ id: string; first_id: string; second_id: string }>("matches")
      .where({ id })
      .first("first_id", "second_id");
    if (!players) throw new Error(`There is no match ${id}`);
    // All transactions lock users before other rows, in this order.
    await trx.raw("select from users where id = any(?::uuid[]) order by id for no key update", [
      [players.first_id, players.second_id],
    ]);
    const { rows } = await trx.raw<{ rows: EndedRow[] }>(
      `update matches set state = :state, winner = :winner, reason = :reason, ended_at = now(),
        score = :score, steps = :steps, inputs = :inputs
      where id = :id and ended_at is null returning first_id, second_id, game, rated`,
      {
        ...{ id, winner: end.winner, reason: end.reason, state: stateAfter(end.reason) },
        ...{ score, steps, inputs: JSON.stringify(ending.inputs) },
      },
    );
    const [ended] = rows;
    if (!ended) return storedEnd(trx, id);
    await trx("current_matches").where("match_id", id).delete();
    const isRated = ended.rated && stateAfter(end.reason) === "finished";
    if (!isRated) return { ...end, score, steps };
    const users = [ended.first_id, ended.second_id] as const;
    const ratings = await rateMatch(trx, { game: ended.game, users, winner: end.winner });
    await trx("matches")
      .where({ id })
      .update({ ratings: JSON.stringify(ratings) });
    return { ...end, score, steps, ratings };
  });
}

async function storedEnd(trx: Transaction, id: string): Promise<StoredEnd> {
  const row = await trx<StoredEnd & { id: string }>("matches")
    .where({ id })
    .first("winner", "reason", "score", "steps", "ratings");
  if (!row) throw new Error(`There is no match ${id}`);
  const { ratings, ...end } = row;
  return { ...end, ...(ratings && { ratings }) };
}
