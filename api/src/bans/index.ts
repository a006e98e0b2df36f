import { banCommands as commands } from "@rally/shared/bans";
import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import { isBanned, Membership, User } from "@rally/shared/server/models";
import { inTransaction, type CommandHandler } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";
import { notify } from "../notifications/index.js";

/** Bans by the server's admins: the columns, the conversations' locks, and every session's end. */
export function banHandlers({ bus }: ApiContext): CommandHandler[] {
  return [
    inTransaction(
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

    inTransaction(commands.unbanUser, async ({ userId: by }, { userId: user }, trx) => {
      await requireAdmin(trx, by);
      await setBan(trx, user, { bannedAt: null, bannedUntil: null, banReason: null });
      return { userId: user };
    }),
  ];
}

async function requireAdmin(trx: Transaction, userId: string): Promise<void> {
  const caller = await User.query(trx).findById(userId).whereNull("deleted_at");
  if (!caller || isBanned(caller)) throw new RallyError("banned", "You are banned");
  if (caller.role !== "admin") throw new RallyError("forbidden", "Only for this server's admins");
}

type Ban = Pick<User, "bannedAt" | "bannedUntil" | "banReason">;

/** How often the locks are taken anew because the user came into a conversation meanwhile. */
const TRIES = 20;

/**
 * Writes the columns, with every conversation of the user made to look again at who is banned: a
 * commit that began before this either is durable before the ban is answered, or fails on `rights`
 * and is decided anew. So a message costs nothing more for it; a ban, which is rare, costs a write
 * for each conversation. Conversations are locked before users and in the order of their ids, as
 * everybody does it, so that no two wait for each other.
 * @throws RallyError `not_found`, `forbidden` for an admin, whom nobody bans.
 */
async function setBan(trx: Transaction, id: string, ban: Ban): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const locks = await trx.transaction();
    let isDone = false;
    try {
      isDone = await lockAndWrite(locks, id, ban);
    } finally {
      await (isDone ? locks.commit() : locks.rollback());
    }
    if (isDone) return;
  }
  throw new RallyError("unavailable", "They come into conversations faster than this; try again");
}

/** @returns false when the user came into another conversation before their row was locked. */
async function lockAndWrite(locks: Transaction, id: string, ban: Ban): Promise<boolean> {
  const touched = await touchConversations(locks, id);
  const user = await User.query(locks).findById(id).whereNull("deleted_at").forNoKeyUpdate();
  if (!user) throw new RallyError("not_found", "There is no such user");
  if (user.role === "admin") throw new RallyError("forbidden", "An admin cannot be banned");
  // Nobody comes into a conversation without a lock on their own row: from here on this is all.
  const all = await Membership.query(locks).where("user_id", id).select("conversation_id");
  if (!all.every(({ conversationId }) => touched.has(conversationId))) return false;
  await User.query(locks).findById(id).patch(ban);
  return true;
}

async function touchConversations(trx: Transaction, userId: string): Promise<Set<string>> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `update conversations set rights = rights + 1 where id in (
       select c.id from conversations c join memberships m on m.conversation_id = c.id
       where m.user_id = ? order by c.id for no key update of c)
     returning id`,
    [userId],
  );
  return new Set(rows.map(({ id }) => id));
}
