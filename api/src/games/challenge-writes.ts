import type { ChallengeState } from "@rally/shared/games";
import { RallyError } from "@rally/shared/errors";
import type { Limits } from "@rally/shared/limits";
import type { Transaction } from "@rally/shared/server/database";
import type { AfterCommit } from "../commands/index.js";
import { notify } from "../notifications/index.js";
import { noSuchChallenge, type StoredChallenge } from "./challenge-rows.js";

/** The key of the notification of a challenge. */
export const challengeKey = (id: string): string => `challenge:${id}`;

/** A literal, because the plan of a parameter cannot use the partial indexes. */
export const IS_WAITING = "state = 'waiting'";

export interface NewChallenge {
  id: string;
  by: string;
  game: string;
  settings: unknown;
  rated: boolean;
  opponent: string | null;
  code: string | null;
  rematchOf: string | null;
}

/**
 * Stores a challenge and notifies its opponent, under the locks of both users. @returns its expiry.
 * @throws RallyError `too_many_challenges`
 */
export async function writeChallenge(
  trx: Transaction,
  after: AfterCommit,
  { id, by, game, settings, rated, opponent, code, rematchOf }: NewChallenge,
  limits: Pick<Limits, "openChallenges" | "gameChallengeTime">,
): Promise<number> {
  const open = await trx<StoredChallenge>("game_challenges")
    .where("by_id", by)
    .whereRaw(IS_WAITING)
    .orderBy("id", "desc")
    .limit(limits.openChallenges)
    .select("expires_at");
  const waiting = open.filter(({ expires_at: at }) => at.getTime() > Date.now());
  if (waiting.length >= limits.openChallenges) {
    throw new RallyError("too_many_challenges", "Too many open challenges");
  }
  const expires = new Date(Date.now() + limits.gameChallengeTime);
  await trx("game_challenges").insert({
    ...{ id, game, settings: JSON.stringify(settings), rated, by_id: by, opponent_id: opponent },
    ...{ code, expires_at: expires, rematch_of: rematchOf },
  });
  if (opponent !== null) {
    await notify(trx, after, {
      ...{ userId: opponent, kind: "challenge", key: challengeKey(id), from: by, data: { game } },
    });
  }
  return expires.getTime();
}

/**
 * Locks a challenge that waits, and ends its waiting. Declining or withdrawing it again changes
 * nothing.
 * @throws RallyError `not_found`, `challenge_closed` if it was answered or has expired
 */
export async function takeWaiting(
  trx: Transaction,
  id: string,
  state: Exclude<ChallengeState, "waiting">,
): Promise<StoredChallenge> {
  const challenge = await trx<StoredChallenge>("game_challenges").where({ id }).forUpdate().first();
  if (!challenge) throw noSuchChallenge();
  if (challenge.state === state && state !== "accepted") return challenge;
  if (challenge.state !== "waiting" || challenge.expires_at.getTime() <= Date.now()) {
    throw new RallyError("challenge_closed", "The challenge is no longer open");
  }
  await trx<StoredChallenge>("game_challenges").where({ id }).update({ state });
  return challenge;
}
