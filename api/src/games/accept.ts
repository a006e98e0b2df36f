import { randomInt } from "node:crypto";
import { RallyError } from "@rally/shared/errors";
import { newId } from "@rally/shared/ids";
import type { Transaction } from "@rally/shared/server/database";
import type { AfterCommit } from "../commands/index.js";
import { notify, settle } from "../notifications/index.js";
import { challengeKey } from "./challenge-writes.js";
import type { StoredChallenge } from "./challenge-rows.js";
import type { Matches } from "./matches.js";

interface Change {
  trx: Transaction;
  after: AfterCommit;
  matches: Matches;
}

/**
 * Makes a match of an accepted challenge, which this process runs, and notifies the challenger; both
 * users are locked. `first`: the user with side 0; without one, chance decides.
 * @throws RallyError `in_match`, `opponent_in_match`
 */
export async function startMatch(
  { trx, after, matches }: Change,
  challenge: StoredChallenge,
  userId: string,
  first = randomInt(2) === 0 ? userId : challenge.by_id,
): Promise<string> {
  const { by_id: by, id: challengeId, game, settings, rated, rematch_of: rematchOf } = challenge;
  const matchId = newId();
  const second = first === by ? userId : by;
  await matches.register(trx);
  await trx("matches").insert({
    ...{ id: matchId, game, settings: JSON.stringify(settings), rated },
    ...{ seed: randomInt(2 ** 32), first_id: first, second_id: second },
    ...{ owner_id: matches.serverId, challenge_id: challengeId, rematch_of: rematchOf },
  });
  const { rows } = await trx.raw<{ rows: { user_id: string }[] }>(
    `insert into current_matches (user_id, match_id)
      select id, ? from unnest(?::uuid[]) u (id) on conflict do nothing returning user_id`,
    [matchId, [by, userId]],
  );
  const free = new Set(rows.map(({ user_id: id }) => id));
  if (!free.has(userId)) throw new RallyError("in_match", "You are in a match");
  if (!free.has(by)) throw new RallyError("opponent_in_match", "The other player is in a match");
  await settle(trx, after, { userId, key: challengeKey(challengeId) });
  await notify(trx, after, {
    ...{ userId: by, kind: "match_started", key: `match:${matchId}`, from: userId },
    data: { game, matchId },
  });
  after(() => {
    matches.open(matchId);
  });
  return matchId;
}
