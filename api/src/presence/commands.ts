import { presenceCommands as commands } from "@rally/shared/presence";
import { transactionHandler, type CommandHandler } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";
import { lockPeople, nextUserVersion } from "../people/index.js";

/** The command that makes a user appear offline, or visible again. */
export function presenceHandlers({ bus }: ApiContext): CommandHandler[] {
  return [
    transactionHandler(commands.setPresence, async ({ userId }, { appearsOffline }, trx, after) => {
      await lockPeople(trx, userId, []);
      const users = () => trx<{ id: string; appears_offline: boolean }>("users");
      const other = await users()
        .where({ id: userId })
        .whereNot("appears_offline", appearsOffline)
        .first("id");
      if (!other) return { appearsOffline };
      const version = await nextUserVersion(trx, userId);
      // Without `last_seen_at`, other users cannot tell when this user was online.
      await trx("users")
        .where({ id: userId })
        .update({ appears_offline: appearsOffline, presence_version: version, last_seen_at: null });
      after(() => {
        bus.publish("appearance", { user: userId });
        bus.publish("user", { user: userId, version });
      });
      return { appearsOffline };
    }),
  ];
}
