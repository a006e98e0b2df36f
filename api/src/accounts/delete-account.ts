import * as routes from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import { friendCommands } from "@rally/shared/relationships";
import { newId } from "@rally/shared/ids";
import { leaveConversation } from "@rally/shared/members";
import type { Database, Transaction } from "@rally/shared/server/database";
import { adminsOf, User } from "@rally/shared/server/models";
import { revokeAccess } from "../bans/index.js";
import type { Dispatcher } from "../commands/index.js";
import { type ApiContext, type MountedRoute, handleRoute } from "../http/index.js";
import { mailTemplates, queueMail } from "../mail/index.js";
import { nextUserVersion } from "../people/index.js";
import {
  deleteSignInMethods,
  endSessions,
  publishEndedSessions,
  clearRefreshCookie,
} from "../auth/index.js";
import type { OwnPassword } from "./own-password.js";
import { keepName } from "./rename.js";

/**
 * Deletes an account. The user leaves each group through the normal command; then one transaction
 * removes all personal data. The user's messages stay without an author. Memberships of the world
 * chat and of two-person conversations stay for the other members' sake.
 */
export function deleteAccount(
  context: ApiContext,
  dispatcher: Dispatcher,
  ownPassword: OwnPassword,
): MountedRoute {
  const { database } = context;
  return handleRoute(routes.deleteAccount, async ({ body, caller, http }) => {
    const { passwordHash, role } = await ownPassword.require(caller, body.password, http);
    if (role === "admin") await requireAnotherAdmin(database, caller.userId);
    await leaveGroups(context, dispatcher, caller.userId);
    await leaveFriends(context, dispatcher, caller.userId);
    const ended = await database.transaction(async (trx) => {
      if (role === "admin") {
        // Promoting an admin locks this row too, so two admins cannot delete their accounts at
        // once.
        await trx("server").where("id", 1).forUpdate().first();
        await requireAnotherAdmin(trx, caller.userId);
      }
      // As with a ban: transactions that are committing in the user's name check again, and are
      // refused.
      await revokeAccess(trx, caller.userId, async (locks, user) => {
        if (user.passwordHash !== passwordHash) throw ownPassword.wrong();
        await deletePersonalData(locks, context, user);
      });
      return endSessions(trx, caller.userId, { bots: true });
    });
    publishEndedSessions(context, ended);
    clearRefreshCookie(http, context);
    return { data: { deleted: true as const } };
  });
}

/** A server must keep at least one admin. @throws RallyError `last_admin` */
async function requireAnotherAdmin(source: Database | Transaction, userId: string): Promise<void> {
  const admins = await adminsOf(source, 2);
  const isLast = admins.length === 1 && admins[0]?.id === userId;
  if (isLast) throw new RallyError("last_admin", "The last admin cannot delete their account");
}

async function leaveGroups(
  { database }: ApiContext,
  dispatcher: Dispatcher,
  userId: string,
): Promise<void> {
  const groups = await database("memberships as m")
    .join("conversations as c", "c.id", "m.conversation_id")
    .where("m.user_id", userId)
    .whereNull("c.deleted_at")
    .whereIn("c.kind", ["group", "channel"])
    .orderBy("c.id")
    .pluck<string[]>("c.id");
  for (const conversationId of groups) {
    await dispatcher.run({ userId }, leaveConversation, newId(), { conversationId });
  }
}

/** Ends friendships and open requests through commands, so that the other users are notified. */
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
    await dispatcher.run({ userId }, ending[state], newId(), { userId: other });
  }
}

async function deletePersonalData(
  trx: Transaction,
  context: ApiContext,
  user: User,
): Promise<void> {
  const { id } = user;
  // An unconfirmed address may belong to another person.
  if (user.emailConfirmedAt) {
    const mail = mailTemplates.deleted[user.locale]({ name: user.username });
    await queueMail(context, trx, user.email, mail);
  }
  await keepName(trx, user);
  await User.query(trx)
    .findById(id)
    .patch({
      // No user can have these values: `-` is not allowed in user names, and the address has no
      // `@`.
      username: `deleted-${id}`,
      email: `deleted-${id}`,
      displayName: "",
      bio: "",
      status: "",
      statusBeforeAway: null,
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
  await deleteSignInMethods(trx, id);
  for (const table of [
    "account_links",
    "notifications",
    "push_subscriptions",
    "disturb_settings",
    "join_requests",
    "mutes",
    "conversation_bans",
    "server_bans",
    "hidden_messages",
    "ratings",
    "game_queue",
  ]) {
    await trx(table).where("user_id", id).delete();
  }
  // The messages stay, without their earlier texts.
  await trx("message_edits").where("author_id", id).delete();
  // So do reports of the messages; reports of the user concern nobody any more.
  await trx("reports").where("user_id", id).whereNull("message_id").delete();
  await trx("sent_messages").where("author_id", id).delete();
  // The matches stay for the other players, without the name.
  await trx("game_challenges").where("by_id", id).orWhere("opponent_id", id).delete();
  await trx("sessions").where("user_id", id).update({ user_agent: "", ip: "" });
  await trx("audit_entries").where("actor_id", id).update({ ip: null });
  await deleteDrafts(trx, id);
  await nextUserVersion(trx, id);
}

/**
 * Moves the user's room to the next generation, so that a concurrent write of a draft is refused.
 * Creates the row where there is none, because such a write waits for its lock.
 */
async function deleteDrafts(trx: Transaction, userId: string): Promise<void> {
  await trx.raw(
    `insert into user_rooms as room (user_id, generation) values (?, 1)
     on conflict (user_id) do update set generation = room.generation + 1, number = room.number + 1,
       snapshot_number = room.number + 1, snapshot = null`,
    [userId],
  );
  await trx("user_room_updates").where("user_id", userId).delete();
}
