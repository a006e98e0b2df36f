import { mentionsIn } from "@rally/shared/notifications";
import { blockedPairsSql } from "@rally/shared/server/models";
import type { Transaction } from "@rally/shared/server/database";
import type { AudienceMember, NewMessage, HiddenPairs, Audience } from "./plan.js";

/** A conversation with unprocessed changes. */
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
  level: AudienceMember["level"];
  marker: number;
}

const memberColumns = `m.conversation_id as conversation, m.user_id as "user",
  lower(u.username) as username, m.notify_level as level, m.marker`;

/**
 * The members who may be notified of messages: all in small conversations; in large ones the mentioned
 * members, and `limits.largeRoomNotified` each of those with the level "all" and of those connected.
 * @param here connected users, for `@here` in large conversations
 */
export async function readAudience(
  trx: Transaction,
  moved: readonly Moved[],
  messages: readonly NewMessage[],
  limits: { smallRoomMembers: number; largeRoomNotified: number },
  here: readonly string[],
): Promise<Map<string, Audience>> {
  const { smallRoomMembers, largeRoomNotified: most } = limits;
  const speaking = new Set(messages.map(({ conversation }) => conversation));
  const spoken = new Map(
    moved.flatMap(({ id, kind, memberCount }) =>
      speaking.has(id)
        ? [[id, { id, kind, isSmall: memberCount <= smallRoomMembers, members: new Map() }]]
        : [],
    ) as [string, Audience & { members: Map<string, AudienceMember> }][],
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

/** Whether a message mentions all connected members of a large conversation. */
export function callsHere({ body, mayCallHere, mayCallEveryone }: NewMessage): boolean {
  if (!mayCallHere && !mayCallEveryone) return false;
  const { here, everyone } = mentionsIn(body);
  return (here && mayCallHere) || (everyone && mayCallEveryone);
}

/** The pairs of readers and authors with a block between them [S14], or whose reader ignores the author. */
export async function readHiddenPairs(
  trx: Transaction,
  authors: readonly string[],
  readers: readonly string[],
): Promise<HiddenPairs> {
  const { rows } = await trx.raw<{ rows: { reader: string; author: string }[] }>(
    `select one as reader, other as author
      from (${blockedPairsSql(":readers::uuid[]", ":authors::uuid[]")}) blocked
    union all
    select user_id, other_id from ignores
      where user_id = any(:readers::uuid[]) and other_id = any(:authors::uuid[])`,
    { authors: [...authors], readers: [...readers] },
  );
  const hidden = new Set(rows.map(({ reader, author }) => `${reader} ${author}`));
  return (reader, author) => hidden.has(`${reader} ${author}`);
}
