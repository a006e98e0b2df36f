import { gameCommands as commands } from "@rally/shared/games";
import { RallyError } from "@rally/shared/errors";
import { transactionHandler, type CommandHandler } from "../commands/index.js";
import { lockPeople } from "../people/index.js";
import { requireNotBlockedWith } from "../relationships/index.js";
import { startMatch } from "./accept.js";
import { IS_WAITING, takeWaiting, writeChallenge } from "./challenge-writes.js";
import type { StoredChallenge } from "./challenge-rows.js";
import type { GameContext } from "./matches.js";
import { matchById, noSuchMatch } from "./match-rows.js";

/** The command `match.rematch`: the second player to give it accepts the first one's challenge. */
export function rematchHandler({ limits, matches }: GameContext): CommandHandler {
  return transactionHandler(commands.rematch, async (call, { matchId }, trx, after) => {
    const { userId, commandId } = call;
    const match = await matchById(trx, userId, matchId);
    const players = match ? [match.firstId, match.secondId] : [];
    if (!match || !players.includes(userId)) throw noSuchMatch();
    if (!match.endedAt) throw new RallyError("in_match", "The match has not ended");
    const other = match.firstId === userId ? match.secondId : match.firstId;
    await lockPeople(trx, userId, [other]);
    await requireNotBlockedWith(trx, userId, [other]);
    const offered = await trx<StoredChallenge>("game_challenges")
      .where("rematch_of", matchId)
      .whereRaw(IS_WAITING)
      .first();
    const isOpen = offered !== undefined && offered.expires_at.getTime() > Date.now();
    if (isOpen && offered.by_id === userId) return { challengeId: offered.id };
    if (isOpen) {
      const challenge = await takeWaiting(trx, offered.id, "accepted");
      // The players change sides.
      const first = match.secondId;
      const started = await startMatch({ trx, after, matches }, challenge, userId, first);
      return { challengeId: offered.id, matchId: started };
    }
    if (offered) {
      await trx("game_challenges").where("id", offered.id).update({ state: "expired" });
    }
    const { game, settings, rated } = match;
    const rematch = { id: commandId, by: userId, game, settings, rated, opponent: other };
    await writeChallenge(trx, after, { ...rematch, code: null, rematchOf: matchId }, limits);
    return { challengeId: commandId };
  });
}
