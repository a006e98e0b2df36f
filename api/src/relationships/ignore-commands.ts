import { RallyError } from "@rally/shared/errors";
import { ignoreCommands as commands } from "@rally/shared/relationships";
import { transactionHandler, type CommandHandler } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";
import { lockPeople } from "../people/index.js";
import { changeVersion, writeChange } from "./changes.js";

/** Commands that ignore a user. Their rows belong to the caller; the other user does not learn of them. */
export function ignoreHandlers({ bus }: ApiContext): CommandHandler[] {
  return [
    transactionHandler(commands.ignoreUser, async ({ userId }, { userId: otherId }, trx, after) => {
      if (userId === otherId) {
        throw new RallyError("invalid_input", "Users cannot ignore themselves", {
          fields: { userId: ["format"] },
        });
      }
      await lockPeople(trx, userId, [otherId], { alsoBanned: true });
      const row = { user_id: userId, other_id: otherId };
      const added = await trx("ignores").insert(row).onConflict().ignore().returning("user_id");
      const pair = { userId, otherId };
      const version =
        added.length > 0
          ? await writeChange({ trx, after, bus }, "ignore", pair, { ignored: true })
          : await changeVersion(trx, "ignore", pair);
      return { userId: otherId, ignored: true, version: version ?? 0 };
    }),

    transactionHandler(
      commands.unignoreUser,
      async ({ userId }, { userId: otherId }, trx, after) => {
        await lockPeople(trx, userId, [], { alsoBanned: true });
        const removed = await trx("ignores").where({ user_id: userId, other_id: otherId }).delete();
        const pair = { userId, otherId };
        const version =
          removed > 0
            ? await writeChange({ trx, after, bus }, "ignore", pair, { ignored: false })
            : await changeVersion(trx, "ignore", pair);
        return { userId: otherId, ignored: false, version: version ?? 0 };
      },
    ),
  ];
}
