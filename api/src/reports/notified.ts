import { limits } from "@rally/shared/limits";
import { rolesThatMay, type ConversationKind } from "@rally/shared/members";
import type { Transaction } from "@rally/shared/server/database";
import { adminsOf } from "@rally/shared/server/models";
import type { NotificationDraft } from "@rally/shared/server/notifications";
import type { Subject } from "./subject.js";

interface Place {
  kind: ConversationKind;
  name: string | null;
}

/**
 * The notifications of a new report: to the first moderators of its conversation and to admins of the
 * server, without the reporter and the reported user. They don't name the reporter, so that blocks
 * hide no report.
 */
export async function notificationsOf(
  trx: Transaction,
  report: Subject & { reporter_id: string },
): Promise<NotificationDraft[]> {
  const { conversation_id: id } = report;
  const place =
    id === null
      ? undefined
      : await trx<Place & { id: string }>("conversations").where({ id }).first("kind", "name");
  const concerned = [report.reporter_id, report.user_id];
  const kept = (users: readonly string[]) => users.filter((user) => !concerned.includes(user));
  const moderators = id === null || !place ? [] : kept(await moderatorsOf(trx, id, place.kind));
  const admins = kept((await adminsOf(trx, limits.reportNotified)).map((user) => user.id));
  const data = place?.name ? { name: place.name } : {};
  const draft = { kind: "report" as const, key: `report:${id ?? "user"}` };
  return [
    ...moderators.map((userId) => ({ ...draft, userId, data, conversationId: id ?? undefined })),
    ...admins.filter((user) => !moderators.includes(user)).map((userId) => ({ ...draft, userId })),
  ];
}

/** The members who may read reports, in the order in which they joined, a bounded number of them. */
async function moderatorsOf(
  trx: Transaction,
  id: string,
  kind: ConversationKind,
): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { user_id: string }[] }>(
    `select user_id from memberships
      where conversation_id = ? and role in ('owner', 'admin', 'moderator') and role = any(?::text[])
      order by joined_at limit ?`,
    [id, [...rolesThatMay("readReports", kind)], limits.reportNotified],
  );
  return rows.map(({ user_id }) => user_id);
}
