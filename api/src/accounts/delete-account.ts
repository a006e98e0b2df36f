import * as routes from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import { friendCommands } from "@rally/shared/friends";
import { newId } from "@rally/shared/ids";
import { leaveConversation } from "@rally/shared/members";
import type { Database, Transaction } from "@rally/shared/server/database";
import { adminsOf, User } from "@rally/shared/server/models";
import { lockOut } from "../bans/index.js";
import type { Dispatcher } from "../commands/index.js";
import { type ApiContext, type MountedRoute, answer } from "../http/index.js";
import { letters, queueMail } from "../mail/index.js";
import { nextUserVersion } from "../people/index.js";
import { forgetSignInMethods } from "../second-factor/index.js";
import { endSessions, tellEnded } from "./ending.js";
import type { OwnPassword } from "./own-password.js";
import { clearRefreshCookie } from "./refresh-cookie.js";
import { keepName } from "./rename.js";

/**
 * Deletes an account: groups are left in each one's own order, then all that tells who it was goes
 * in one transaction. What they wrote stays, by nobody; the world and the conversations of two keep
 * their row, for the others' sake.
 */
export function deleteAccount(
  context: ApiContext,
  dispatcher: Dispatcher,
  ownPassword: OwnPassword,
): MountedRoute {
  const { database } = context;
  return answer(routes.deleteAccount, async ({ body, caller, http }) => {
    const { passwordHash, role } = await ownPassword.require(caller, body.password, http);
    if (role === "admin") await requireAnotherAdmin(database, caller.userId);
    await leaveGroups(context, dispatcher, caller.userId);
    await leaveFriends(context, dispatcher, caller.userId);
    const ended = await database.transaction(async (trx) => {
      if (role === "admin") {
        // The row that making an admin locks: of the last two one stays.
        await trx("server").where("id", 1).forUpdate().first();
        await requireAnotherAdmin(trx, caller.userId);
      }
      // As with a ban: whatever is being committed in their name looks again, and is refused.
      await lockOut(trx, caller.userId, async (locks, user) => {
        if (user.passwordHash !== passwordHash) throw ownPassword.wrong();
        await forget(locks, context, user);
      });
      return endSessions(trx, caller.userId, { bots: true });
    });
    tellEnded(context, ended);
    clearRefreshCookie(http, context);
    return { data: { deleted: true as const } };
  });
}

/** A server without an admin could not be looked after. @throws RallyError `last_admin` */
async function requireAnotherAdmin(source: Database | Transaction, userId: string): Promise<void> {
  const admins = await adminsOf(source, 2);
  const isLast = admins.length === 1 && admins[0]?.id === userId;
  if (isLast) throw new RallyError("last_admin", "The last admin cannot go");
}

async function leaveGroups(
  { database }: ApiContext,
  dispatcher: Dispatcher,
  userId: string,
): Promise<void> {
  const groups = await database("memberships as m")
    .join("conversations as c", "c.id", "m.conversation_id")
    .where({ "m.user_id": userId, "c.kind": "group" })
    .orderBy("c.id")
    .pluck<string[]>("c.id");
  for (const conversationId of groups) {
    await dispatcher.run(userId, leaveConversation, newId(), { conversationId });
  }
}

/** Whoever is a friend, or is asked or asks to be one, is told that there is nothing any more. */
async function leaveFriends(
  { database }: ApiContext,
  dispatcher: Dispatcher,
  userId: string,
): Promise<void> {
  const ending = {
    friends: friendCommands.removeFriend,
    sent: friendCommands.withdrawFriend,
    received: friendCommands.declineFriend,
  } as const;
  const rows = await database("friend_changes")
    .where("user_id", userId)
    .whereNot("state", "none")
    .select<{ other_id: string; state: keyof typeof ending }[]>("other_id", "state");
  for (const { other_id: other, state } of rows) {
    await dispatcher.run(userId, ending[state], newId(), { userId: other });
  }
}

async function forget(trx: Transaction, context: ApiContext, user: User): Promise<void> {
  const { id } = user;
  // An address that was never confirmed may be a stranger's.
  if (user.emailConfirmedAt) {
    const letter = letters.deleted[user.locale]({ name: user.username });
    await queueMail(context, trx, user.email, letter);
  }
  await keepName(trx, user);
  await User.query(trx)
    .findById(id)
    .patch({
      // Neither can be anybody's: `-` is in no user name, and there is no `@`.
      username: `deleted-${id}`,
      email: `deleted-${id}`,
      displayName: "",
      bio: "",
      status: "",
      avatar: null,
      lastSeenAt: null,
      passwordHash: "",
      role: "member",
      pendingEmail: null,
      emailConfirmedAt: null,
      bannedAt: new Date(),
      bannedUntil: null,
      deletedAt: new Date(),
    });
  await forgetSignInMethods(trx, id);
  for (const table of [
    "account_links",
    "notifications",
    "push_subscriptions",
    "disturb_settings",
  ]) {
    await trx(table).where("user_id", id).delete();
  }
  await trx("sessions").where("user_id", id).update({ user_agent: "", ip: "" });
  await forgetDrafts(trx, id);
  await nextUserVersion(trx, id);
}

/**
 * Moves the user's room to another generation, so that a draft which is being stored meanwhile is
 * refused. The row is made where there is none: it is what such a draft waits for.
 */
async function forgetDrafts(trx: Transaction, userId: string): Promise<void> {
  await trx.raw(
    `insert into user_rooms as room (user_id, generation) values (?, 1)
     on conflict (user_id) do update set generation = room.generation + 1, number = room.number + 1,
       snapshot_number = room.number + 1, snapshot = null`,
    [userId],
  );
  await trx("user_room_updates").where("user_id", userId).delete();
}
