import type { Disturb, Notification, QuietHours } from "@rally/shared/notifications";
import { runPrepared, type Database, type Prepared } from "@rally/shared/server/database";
import { existsSql, isBlockedSql } from "@rally/shared/server/models";
import { withoutMarkup } from "@rally/shared/text";

interface Row {
  id: string;
  kind: Notification["kind"];
  from_id: string | null;
  username: string;
  display_name: string;
  conversation_id: string | null;
  message_id: string | null;
  seq: number | null;
  excerpt: string | null;
  data: Notification["data"];
  count: number;
  at: Date;
  read_at: Date | null;
  version: number;
}

/** Characters of an excerpt. */
const EXCERPT = 200;

/**
 * Notifications with their sender and the current text of the message. The text is left out for users
 * who are no longer members [S4] or have deleted the message with the history, and with a block between the user and the sender [S14].
 */
const COLUMNS = `n.id, n.kind, n.conversation_id, n.message_id, n.seq, n.data, n.count, n.at,
  n.read_at, n.version, f.id as from_id, f.username, f.display_name,
  case when n.seq > own.cleared_seq and not ${isBlockedSql("n.user_id", "n.from_id")}
    then left(coalesce(m.content->>'body', m.content->>'question', m.content->>'label',
      m.content->'content'->>'body', m.content->'content'->>'label'), ${EXCERPT}) end as excerpt`;

/** The notifications of the query `which`, joined with other rows by key. */
const source = (which: string): string => `(${which}) n
  left join lateral (
    select * from users where id = n.from_id and deleted_at is null offset 0
  ) f on true
  left join lateral (select * from messages where id = n.message_id offset 0) m on true
  left join lateral (
    select cleared_seq from memberships
    where conversation_id = n.conversation_id and user_id = n.user_id
      and ${existsSql("n.conversation_id")} offset 0
  ) own on true`;

/** A statement that selects rows of `notifications` before it joins other tables. */
const listing = (name: string, which: string, order: string, more = ""): Prepared => ({
  name,
  text: `select ${COLUMNS}${more} from ${source(which)} order by ${order}`,
});

const MICROS = ", floor(extract(epoch from n.at) * 1000000)::bigint as micros";
const NEWEST = "n.at desc, n.id desc";
const newest = listing(
  "notifications_newest",
  "select * from notifications where user_id = $1 order by at desc, id desc limit $2",
  NEWEST,
  MICROS,
);
const older = listing(
  "notifications_older",
  `select * from notifications where user_id = $1
    and (at, id) < ('epoch'::timestamptz + $3 * interval '1 microsecond', $4::uuid)
  order by at desc, id desc limit $2`,
  NEWEST,
  MICROS,
);
const unread = listing(
  "notifications_unread",
  `select *, count(*) over () as total from notifications
  where user_id = $1 and read_at is null order by at desc, id desc offset $2 limit $3`,
  NEWEST,
  ", n.total",
);
const touched = listing(
  "notifications_touched",
  `select * from notifications where user_id = $1 and version > $2 and version <= $3
  order by version limit $4`,
  "n.version",
);
const toPush = listing(
  "notification_to_push",
  `select * from notifications t where id = $1 and not ${isBlockedSql("t.user_id", "t.from_id")}`,
  "n.id",
);

/** A page of a user's notifications, the newest first; `before` is the `next` of the previous page. */
export async function newestNotifications(
  database: Database,
  userId: string,
  page: { before?: string | undefined; limit: number },
): Promise<{ rows: Notification[]; next?: string }> {
  const place = page.before?.split(".");
  const rows = await runPrepared<Row & { micros: number }>(database, place ? older : newest, [
    ...[userId, page.limit + 1],
    ...(place ?? []),
  ]);
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    rows: shown.map(notificationOf),
    ...(rows.length > page.limit && last && { next: `${last.micros}.${last.id}` }),
  };
}

/** A page of a user's unread notifications, the newest first, each with the total number. */
export async function unreadNotifications(
  database: Database,
  userId: string,
  page: { after: number; limit: number },
): Promise<{ total: number; notification: Notification }[]> {
  const values = [userId, page.after, page.limit];
  const rows = await runPrepared<Row & { total: number }>(database, unread, values);
  return rows.map((row) => ({ total: row.total, notification: notificationOf(row) }));
}

/** A user's notifications changed after version `since` and up to `upTo`, in the order of versions. */
export async function notificationsBetween(
  database: Database,
  userId: string,
  { since, upTo, limit }: { since: number; upTo: number; limit: number },
): Promise<Notification[]> {
  const values = [userId, since, upTo, limit];
  return (await runPrepared<Row>(database, touched, values)).map(notificationOf);
}

/** A notification to be pushed; undefined if there is a block between its two users by now [S14]. */
export async function notificationToPush(
  database: Database,
  id: string,
): Promise<Notification | undefined> {
  const [row] = await runPrepared<Row>(database, toPush, [id]);
  return row && notificationOf(row);
}

/** The most recent notifications that a device may still show. */
const LATELY = 50;

/** The ids of a user's recent notifications that are read, so that devices close them. */
export async function readLately(database: Database, userId: string): Promise<string[]> {
  const rows = await database<{ user_id: string; id: string; at: Date; read_at: Date | null }>(
    "notifications",
  )
    .where("user_id", userId)
    .orderBy([
      { column: "at", order: "desc" },
      { column: "id", order: "desc" },
    ])
    .limit(LATELY)
    .select("id", "read_at");
  return rows.flatMap(({ id, read_at: read }) => (read ? id : []));
}

export async function countUnread(database: Database, userId: string): Promise<number> {
  const row = await database("notifications")
    .where("user_id", userId)
    .whereNull("read_at")
    .count<{ count: number }[]>("* as count")
    .first();
  return row?.count ?? 0;
}

/** The "do not disturb" setting of a user; undefined if never set. */
export async function disturbOf(
  database: Database,
  userId: string,
): Promise<{ disturb: Disturb } | undefined> {
  const row = await database<{ user_id: string; hours: QuietHours | null; until: Date | null }>(
    "disturb_settings",
  )
    .where("user_id", userId)
    .first();
  return row && { disturb: { hours: row.hours, until: row.until?.getTime() ?? null } };
}

/** The beginning of a message as plain text, in which spoilers stay hidden. */
function excerptOf(text: string): string {
  return withoutMarkup(text, { isCut: text.length >= EXCERPT });
}

function notificationOf(row: Row): Notification {
  const { from_id: from, message_id: message, seq } = row;
  return {
    id: row.id,
    kind: row.kind,
    ...(from !== null && {
      from: { id: from, username: row.username, displayName: row.display_name },
    }),
    ...(row.conversation_id !== null && { conversationId: row.conversation_id }),
    ...(message !== null &&
      seq !== null && {
        message: {
          id: message,
          seq,
          ...(row.excerpt !== null && { excerpt: excerptOf(row.excerpt) }),
        },
      }),
    data: row.data,
    count: row.count,
    at: row.at.getTime(),
    ...(row.read_at && { readAt: row.read_at.getTime() }),
    version: row.version,
  };
}
