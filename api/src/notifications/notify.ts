import type { Transaction } from "@rally/shared/server/database";
import {
  writeNotifications,
  type NotificationDraft,
  type Seen,
} from "@rally/shared/server/notifications";
import type { AfterCommit } from "../commands/index.js";

/**
 * Notifies users of something, within the transaction that does it: whatever undoes that undoes
 * this. It locks the users' rows; who locks others as well locks them first, in the order of ids.
 */
export async function notify(
  trx: Transaction,
  after: AfterCommit,
  ...drafts: readonly NotificationDraft[]
): Promise<void> {
  const versions = await writeNotifications(trx, { drafts });
  after((bus) => {
    for (const version of versions) bus.publish("user", version);
  });
}

/** Takes as read what asks for nothing any more: a request that was withdrawn, or answered elsewhere. */
export async function settle(
  trx: Transaction,
  after: AfterCommit,
  { userId, key }: Pick<NotificationDraft, "userId" | "key">,
): Promise<void> {
  const seen = await trx("notifications")
    .where({ user_id: userId, key })
    .whereNull("read_at")
    .select<Seen[]>("id", "user_id as userId", "version");
  const versions = await writeNotifications(trx, { seen });
  after((bus) => {
    for (const version of versions) bus.publish("user", version);
  });
}
