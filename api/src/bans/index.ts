import { banCommands as commands } from "@rally/shared/bans";
import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import { isBanned, User } from "@rally/shared/server/models";
import { inTransaction, type CommandHandler } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";

/** Bans by the server's admins: the columns, the conversations' locks, and every session's end. */
export function banHandlers({ bus }: ApiContext): CommandHandler[] {
  return [
    inTransaction(
      commands.banUser,
      async ({ userId: by }, { userId: user, until, reason }, trx, after) => {
        await requireAdmin(trx, by);
        const touched = await touchConversations(trx, user, []);
        await setBan(trx, user, {
          bannedAt: new Date(),
          bannedUntil: until === undefined ? null : new Date(until),
          banReason: reason ?? null,
        });
        await touchConversations(trx, user, touched);
        const ended = await trx<{ id: string; user_id: string; ended_at: Date | null }>("sessions")
          .where("user_id", user)
          .whereNull("ended_at")
          .update({ ended_at: new Date() })
          .returning("id");
        after(() => {
          for (const { id } of ended) bus.publish("sessionEnded", { session: id });
        });
        return { userId: user };
      },
    ),

    inTransaction(commands.unbanUser, async ({ userId: by }, { userId: user }, trx) => {
      await requireAdmin(trx, by);
      const touched = await touchConversations(trx, user, []);
      await setBan(trx, user, { bannedAt: null, bannedUntil: null, banReason: null });
      await touchConversations(trx, user, touched);
      return { userId: user };
    }),
  ];
}

async function requireAdmin(trx: Transaction, userId: string): Promise<void> {
  const caller = await User.query(trx).findById(userId).whereNull("deleted_at");
  if (!caller || isBanned(caller)) throw new RallyError("banned", "You are banned");
  if (caller.role !== "admin") throw new RallyError("forbidden", "Only for this server's admins");
}

/** @throws RallyError `not_found`, `forbidden` for an admin, whom nobody bans. */
async function setBan(
  trx: Transaction,
  id: string,
  columns: Pick<User, "bannedAt" | "bannedUntil" | "banReason">,
): Promise<void> {
  const user = await User.query(trx).findById(id).whereNull("deleted_at").forNoKeyUpdate();
  if (!user) throw new RallyError("not_found", "There is no such user");
  if (user.role === "admin") throw new RallyError("forbidden", "An admin cannot be banned");
  await User.query(trx).findById(id).patch(columns);
}

/**
 * Makes whatever is being committed in the user's conversations look again at who is banned: a
 * commit that began before this either is durable before the ban is answered, or fails on `rights`
 * and is decided anew. So a message costs nothing more for it; a ban, which is rare, costs a write
 * for each conversation. Conversations are locked before users, in the order of their ids, as the
 * log does it. The second call, under the user's lock (without which nobody joins anything), finds
 * those that were joined during the first.
 */
async function touchConversations(
  trx: Transaction,
  userId: string,
  except: readonly string[],
): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `update conversations set rights = rights + 1 where id in (
       select c.id from conversations c join memberships m on m.conversation_id = c.id
       where m.user_id = ? and c.id <> all(?::uuid[]) order by c.id for no key update of c)
     returning id`,
    [userId, [...except]],
  );
  return rows.map(({ id }) => id);
}
