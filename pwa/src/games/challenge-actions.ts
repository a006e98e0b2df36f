import { msg, str } from "@lit/localize";
import {
  acceptChallengeRoute,
  createChallengeRoute,
  declineChallengeRoute,
  withdrawChallengeRoute,
  type Challenge,
  type GameId,
} from "@rally/shared/games";
import { newId } from "@rally/shared/ids";
import { pathTo, router } from "../navigation/index.js";
import type { Session } from "../session/index.js";
import { gameEntries } from "./game-entries.js";
import { readChoice } from "./local-choice.js";

/** Accepts a challenge and opens its match. @param code the secret of a link */
export async function acceptChallenge(
  session: Session,
  { id }: Challenge,
  code?: string,
): Promise<void> {
  const { data } = await session.call(acceptChallengeRoute, {
    ...{ params: { id }, body: code === undefined ? {} : { code } },
  });
  router.go(pathTo("match", { id: data.matchId }));
}

export async function declineChallenge(session: Session, { id }: Challenge): Promise<void> {
  await session.call(declineChallengeRoute, { params: { id } });
}

export async function withdrawChallenge(session: Session, { id }: Challenge): Promise<void> {
  await session.call(withdrawChallengeRoute, { params: { id } });
}

/**
 * Challenges a user, or with `null` the holders of a link, with the settings that this device has
 * for the game.
 */
export async function createChallenge(
  session: Session,
  game: GameId,
  opponent: string | null,
): Promise<void> {
  const { settings } = readChoice(game);
  await session.call(createChallengeRoute, {
    ...{ body: { game, opponent, settings }, idempotencyKey: newId() },
  });
}

export const challengeLink = (code: string): string =>
  new URL(pathTo("challenge", { code }), location.origin).href;

/** "Ada challenges you to Pong". */
export function challengeSentence({ game, by, opponent, code }: Challenge, ownId: string): string {
  const name = gameEntries[game].name();
  if (by?.id !== ownId) {
    const who = by?.displayName ?? msg("Deleted account");
    return msg(str`${who} challenges you to ${name}`);
  }
  if (code !== undefined) return msg(str`${name} with anyone who has the link`);
  return msg(str`You challenged ${opponent?.displayName ?? msg("Deleted account")} to ${name}`);
}
