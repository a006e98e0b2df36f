import { mentionsIn } from "@rally/shared/notifications";
import type { Transaction } from "@rally/shared/server/database";
import type { Listener, NewMessage, Parted, Spoken } from "./plan.js";

/** What is known of a conversation that moved. */
export interface Moved {
  id: string;
  kind: string;
  memberCount: number;
  lastSeq: number;
  version: number;
}

interface MemberRow {
  conversation: string;
  user: string;
  username: string;
  level: Listener["level"];
  marker: number;
}

const memberColumns = `m.conversation_id as conversation, m.user_id as "user",
  lower(u.username) as username, m.notify_level as level, m.marker`;

/**
 * Who is notified of messages: everyone in small conversations; in large ones those who are named,
 * and `limits.largeRoomNotified` each of those who chose to know of all and of those who are here.
 * @param here users who are connected, for `@here` in large conversations
 */
export async function readAudience(
  trx: Transaction,
  moved: readonly Moved[],
  messages: readonly NewMessage[],
  limits: { smallRoomMembers: number; largeRoomNotified: number },
  here: readonly string[],
): Promise<Map<string, Spoken>> {
  const { smallRoomMembers, largeRoomNotified: most } = limits;
  const speaking = new Set(messages.map(({ conversation }) => conversation));
  const spoken = new Map(
    moved.flatMap(({ id, kind, memberCount }) =>
      speaking.has(id)
        ? [[id, { id, kind, isSmall: memberCount <= smallRoomMembers, members: new Map() }]]
        : [],
    ) as [string, Spoken & { members: Map<string, Listener> }][],
  );
  const small = [...spoken.values()].filter(({ isSmall }) => isSmall).map(({ id }) => id);
  const inLarge = messages.filter(({ conversation }) => !spoken.get(conversation)?.isSmall);
  const large = [...new Set(inLarge.map(({ conversation }) => conversation))];
  const called = large.filter((id) =>
    inLarge.some((message) => message.conversation === id && callsHere(message)),
  );
  const named = inLarge.flatMap(({ conversation, body }) =>
    mentionsIn(body).names.map((name) => [conversation, name] as const),
  );
  const { rows } = await trx.raw<{ rows: MemberRow[] }>(
    `select ${memberColumns} from memberships m join users u on u.id = m.user_id
      where m.conversation_id = any(:small::uuid[]) and u.deleted_at is null
    union all
    select ${memberColumns}
      from unnest(:rooms::uuid[], :names::text[]) as named (room, name)
        join users u on lower(u.username) = named.name
        join memberships m on m.conversation_id = named.room and m.user_id = u.id
      where u.deleted_at is null
    union all
    select ${memberColumns} from unnest(:large::uuid[]) as room (id)
      cross join lateral (select * from memberships
        where conversation_id = room.id and notify_level = 'all' order by user_id limit :most) m
      join users u on u.id = m.user_id and u.deleted_at is null
    union all
    select ${memberColumns} from unnest(:called::uuid[]) as room (id)
      cross join lateral (select l.* from unnest(:here::uuid[]) as h (id)
        join memberships l on l.conversation_id = room.id and l.user_id = h.id limit :most) m
      join users u on u.id = m.user_id and u.deleted_at is null`,
    {
      ...{ small, large, called, here: [...here], most },
      rooms: named.map(([room]) => room),
      names: named.map(([, name]) => name),
    },
  );
  for (const { conversation, user, username, level, marker } of rows) {
    spoken.get(conversation)?.members.set(user, { username, level, marker });
  }
  return spoken;
}

/** Whether a message is for everyone who is connected in a large conversation. */
export const callsHere = ({ body, mayCallHere }: NewMessage): boolean =>
  mayCallHere && mentionsIn(body).here;

/**
 * Who is parted from whom, of authors and those who would hear of them [S14]; and who has restrained
 * whom, which hides their messages from oneself alone.
 */
export async function readParted(
  trx: Transaction,
  authors: readonly string[],
  readers: readonly string[],
): Promise<Parted> {
  const { rows } = await trx.raw<{ rows: { reader: string; author: string }[] }>(
    `select blocked_id as reader, blocker_id as author from blocks
      where blocker_id = any(:authors::uuid[]) and blocked_id = any(:readers::uuid[])
    union all
    select blocker_id, blocked_id from blocks
      where blocker_id = any(:readers::uuid[]) and blocked_id = any(:authors::uuid[])
    union all
    select user_id, other_id from restraints
      where user_id = any(:readers::uuid[]) and other_id = any(:authors::uuid[])`,
    { authors: [...authors], readers: [...readers] },
  );
  const parted = new Set(rows.map(({ reader, author }) => `${reader} ${author}`));
  return (reader, author) => parted.has(`${reader} ${author}`);
}
