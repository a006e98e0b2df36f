import { joinQueue, leaveQueue } from "@rally/shared/games";
import { transactionHandler, type CommandHandler } from "../commands/index.js";
import { lockPeople } from "../people/index.js";
import type { GameContext } from "./matches.js";
import { enterQueue } from "./queue-rows.js";

/** Commands for waiting for an opponent. */
export function queueHandlers({ limits, matches }: GameContext): CommandHandler[] {
  return [
    transactionHandler(joinQueue, async ({ userId }, { game }, trx, after) => {
      await lockPeople(trx, userId, []);
      const entry = await enterQueue(trx, userId, game, limits.queueSilence);
      after(() => {
        matches.pairPlayers();
      });
      return entry;
    }),

    transactionHandler(leaveQueue, async ({ userId }, _input, trx) => {
      await lockPeople(trx, userId, []);
      return { left: (await trx("game_queue").where("user_id", userId).delete()) > 0 };
    }),
  ];
}
