import { RallyError } from "@rally/shared/errors";
import { notificationCommands as commands } from "@rally/shared/notifications";
import type { Transaction } from "@rally/shared/server/database";
import { writeNotifications, type Seen } from "@rally/shared/server/notifications";
import { transactionHandler, type AfterCommit, type CommandHandler } from "../commands/index.js";
import { nextUserVersion } from "../people/index.js";

/** Commands that mark notifications as read and change notification preferences. */
export function notificationHandlers(): CommandHandler[] {
  return [
    transactionHandler(
      commands.readNotifications,
      async ({ userId }, { ids, upTo }, trx, after) => {
        const query = unreadOf(trx, userId).whereIn("id", ids);
        if (upTo !== undefined) void query.where("version", "<=", upTo);
        return { read: await read(trx, after, await query) };
      },
    ),

    transactionHandler(commands.readAllNotifications, async ({ userId }, { upTo }, trx, after) => ({
      read: await read(trx, after, await unreadOf(trx, userId).where("version", "<=", upTo)),
    })),

    transactionHandler(
      commands.setNotifyLevel,
      async ({ userId }, { conversationId, level }, trx, after) => {
        // Locks the conversation before the user, like all transactions; the user may be leaving it.
        const { rows } = await trx.raw<{ rows: object[] }>(
          "select from conversations where id = ? and deleted_at is null for no key update",
          [conversationId],
        );
        if (rows.length === 0) throw noSuchConversation();
        const membership = { conversation_id: conversationId, user_id: userId };
        const version = await nextUserVersion(trx, userId);
        const changed = await trx("memberships")
          .where(membership)
          .update({ notify_level: level, user_version: version });
        if (changed === 0) throw noSuchConversation();
        publish(after, userId, version);
        return { level };
      },
    ),

    transactionHandler(commands.setDisturb, async ({ userId }, { hours, until }, trx, after) => {
      const version = await nextUserVersion(trx, userId);
      await trx("disturb_settings")
        .insert({
          user_id: userId,
          hours: hours && JSON.stringify(hours),
          until: until === null ? null : new Date(until),
          version,
        })
        .onConflict("user_id")
        .merge();
      publish(after, userId, version);
      return { hours, until };
    }),
  ];
}

const noSuchConversation = (): RallyError =>
  new RallyError("not_found", "There is no such conversation");

const unreadOf = (trx: Transaction, userId: string) =>
  trx("notifications")
    .where("user_id", userId)
    .whereNull("read_at")
    .orderBy("version")
    .select<Seen[]>("id", "user_id as userId", "version");

async function read(trx: Transaction, after: AfterCommit, seen: Seen[]): Promise<number> {
  for (const { user, version } of await writeNotifications(trx, { seen }))
    publish(after, user, version);
  return seen.length;
}

function publish(after: AfterCommit, user: string, version: number): void {
  after((bus) => bus.publish("user", { user, version }));
}
