import { serverBanCommands as commands } from "@rally/shared/bans";
import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import { isBanned, User } from "@rally/shared/server/models";
import { transactionHandler, type CommandHandler } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";
import { notify } from "../notifications/index.js";
import { revokeAccess } from "./revoke-access.js";

/** Bans by admins: sets the columns, locks the user's conversations, and ends all sessions. */
export function serverBanHandlers({ bus }: ApiContext): CommandHandler[] {
  return [
    transactionHandler(
      commands.banUser,
      async ({ userId: by }, { userId: user, until, reason }, trx, after) => {
        await requireAdmin(trx, by);
        await setBan(trx, user, {
          bannedAt: new Date(),
          bannedUntil: until === undefined ? null : new Date(until),
          banReason: reason ?? null,
        });
        const ended = await trx<{ id: string; user_id: string; ended_at: Date | null }>("sessions")
          .where("user_id", user)
          .whereNull("ended_at")
          .update({ ended_at: new Date() })
          .returning("id");
        await notify(trx, after, {
          userId: user,
          kind: "moderation",
          key: "ban",
          data: { action: "banned" },
        });
        after(() => {
          for (const { id } of ended) bus.publish("sessionEnded", { session: id });
        });
        return { userId: user };
      },
    ),

    transactionHandler(commands.unbanUser, async ({ userId: by }, { userId: user }, trx) => {
      await requireAdmin(trx, by);
      await setBan(trx, user, { bannedAt: null, bannedUntil: null, banReason: null });
      return { userId: user };
    }),
  ];
}

async function requireAdmin(trx: Transaction, userId: string): Promise<void> {
  const caller = await User.query(trx).findById(userId).whereNull("deleted_at");
  if (!caller || isBanned(caller)) throw new RallyError("banned", "You are banned");
  if (caller.role !== "admin") throw new RallyError("forbidden", "Only admins can do this");
}

type Ban = Pick<User, "bannedAt" | "bannedUntil" | "banReason">;

/** @throws RallyError `not_found`, `forbidden` for an admin. */
function setBan(trx: Transaction, id: string, ban: Ban): Promise<void> {
  return revokeAccess(trx, id, async (locks, user) => {
    if (user.role === "admin") throw new RallyError("forbidden", "An admin cannot be banned");
    await User.query(locks).findById(id).patch(ban);
  });
}
