import { randomBytes } from "node:crypto";
import { RallyError } from "@rally/shared/errors";
import { gameCommands as commands } from "@rally/shared/games";
import type { Transaction } from "@rally/shared/server/database";
import { transactionHandler, type CommandHandler } from "../commands/index.js";
import { settle } from "../notifications/index.js";
import { lockPeople } from "../people/index.js";
import { requireNotBlockedWith } from "../relationships/index.js";
import { startMatch } from "./accept.js";
import { noSuchChallenge, type StoredChallenge } from "./challenge-rows.js";
import { challengeKey, takeWaiting, writeChallenge } from "./challenge-writes.js";
import { checkedSettings } from "./game-settings.js";
import type { GameContext } from "./matches.js";
import { queueHandlers } from "./queue-commands.js";
import { rematchHandler } from "./rematch.js";

/** Commands for challenges. */
export function gameHandlers(context: GameContext): CommandHandler[] {
  const { limits, matches } = context;
  return [
    transactionHandler(commands.createChallenge, async (call, input, trx, after) => {
      const { userId: by, commandId: id } = call;
      const { game, opponent, rated = true } = input;
      const settings = await checkedSettings(game, input.settings);
      if (opponent === by) throw challengesItself();
      await lockPeople(trx, by, opponent === null ? [] : [opponent]);
      if (opponent !== null) await requireNotBlockedWith(trx, by, [opponent]);
      const code = opponent === null ? randomBytes(12).toString("base64url") : null;
      const challenge = { id, by, game, settings, rated, opponent, code };
      const expiresAt = await writeChallenge(trx, after, { ...challenge, rematchOf: null }, limits);
      return { id, ...(code !== null && { code }), expiresAt };
    }),

    transactionHandler(commands.acceptChallenge, async (call, input, trx, after) => {
      const { userId } = call;
      const { challengeId, code } = input;
      const found = await trx<StoredChallenge>("game_challenges").where("id", challengeId).first();
      const mayAccept =
        found &&
        (found.opponent_id === userId ||
          (found.opponent_id === null && code !== undefined && found.code === code));
      if (!mayAccept) throw noSuchChallenge();
      if (found.by_id === userId) throw challengesItself();
      await lockPeople(trx, userId, [found.by_id]);
      await requireNotBlockedWith(trx, userId, [found.by_id]);
      const challenge = await takeWaiting(trx, challengeId, "accepted");
      return { matchId: await startMatch({ trx, after, matches }, challenge, userId) };
    }),

    transactionHandler(commands.declineChallenge, async ({ userId }, input, trx, after) => {
      await requireOwn(trx, { id: input.challengeId, column: "opponent_id", userId });
      await takeWaiting(trx, input.challengeId, "declined");
      await settle(trx, after, { userId, key: challengeKey(input.challengeId) });
      return { state: "declined" as const };
    }),

    transactionHandler(commands.withdrawChallenge, async ({ userId }, input, trx, after) => {
      await requireOwn(trx, { id: input.challengeId, column: "by_id", userId });
      const { id, opponent_id: opponent } = await takeWaiting(trx, input.challengeId, "withdrawn");
      if (opponent !== null) await settle(trx, after, { userId: opponent, key: challengeKey(id) });
      return { state: "withdrawn" as const };
    }),

    rematchHandler(context),
    ...queueHandlers(context),
  ];
}

/** Locks the caller, whose challenge it must be. @throws RallyError `not_found` */
async function requireOwn(
  trx: Transaction,
  { id, column, userId }: { id: string; column: "by_id" | "opponent_id"; userId: string },
): Promise<void> {
  const found = await trx<StoredChallenge>("game_challenges").where({ id }).first(column);
  if (found?.[column] !== userId) throw noSuchChallenge();
  await lockPeople(trx, userId, []);
}

const challengesItself = (): RallyError =>
  new RallyError("invalid_input", "Users cannot challenge themselves", {
    fields: { opponent: ["format"] },
  });
