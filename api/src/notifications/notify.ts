import type { Transaction } from "@rally/shared/server/database";
import {
  writeNotifications,
  type NotificationDraft,
  type Seen,
} from "@rally/shared/server/notifications";
import type { AfterCommit } from "../commands/index.js";

/**
 * Writes notifications in the transaction of their event. It locks the users' rows; a transaction that
 * locks other users too must lock all of them before, in the order of ids.
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

/** Marks a notification as read that needs no answer any more, such as a withdrawn request. */
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
