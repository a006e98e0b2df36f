import type { exportedLists } from "@rally/shared/export";
import { onlyByIndex, type Database } from "@rally/shared/server/database";

export type List = keyof typeof exportedLists;
type Row = Record<string, unknown>;
export interface Page {
  rows: Row[];
  /** The key of the next page; undefined after the last one. */
  next: string | undefined;
}

interface ListSource {
  /** The columns with a user's id that the list covers. */
  columns: readonly string[];
  /** A value below every key. */
  first: string;
  /**
   * Selects the fields of a row, and `key`, in the order of an index and after :after, so that a
   * page reads only its own rows.
   */
  sql: string;
}

/** Rows per page: bounds memory, event loop time and PostgreSQL's work. */
const PAGE = 100;

/** A column as milliseconds since the epoch. */
const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::bigint`;

const NO_ID = "00000000-0000-0000-0000-000000000000";

const byId = (columns: string | string[], sql: string): ListSource => ({
  columns: [columns].flat(),
  first: NO_ID,
  sql: `${sql} limit ${PAGE}`,
});

/** Versions need not be unique, so a page ends with all rows of its last version. */
const byVersion = (column: string, sql: string): ListSource => ({
  columns: [column],
  first: "-1",
  sql: `${sql} fetch first ${PAGE} rows with ties`,
});

/** For lists that a limit elsewhere keeps short. */
const byText = (column: string, sql: string): ListSource => ({
  columns: [column],
  first: "",
  sql: `${sql} limit ${PAGE}`,
});

/** The challenges in which the user is `own`; only the sender knows the code. */
const challenges = (own: string, other: string, code: string): ListSource =>
  byId(
    `game_challenges.${own}`,
    `select id as key, id, game, settings, rated, ${other} as "userId", ${code}::text as code, state,
      ${ms("created_at")} as "createdAt", ${ms("expires_at")} as "expiresAt"
    from game_challenges where ${own} = :userId and id > :after order by ${own}, id`,
  );

/** The ended matches in which the user is `own`. */
const matches = (own: string, other: string): ListSource =>
  byId(
    `matches.${own}`,
    `select id as key, id, game, settings, rated, ${other} as "userId", state, winner, reason, score,
      ${ms("started_at")} as "startedAt", ${ms("ended_at")} as "endedAt", inputs
    from matches where ${own} = :userId and ended_at is not null and id > :after
    order by ${own}, id`,
  );

/** All lists of an export. A new table with users' rows belongs here or in `withheld`. */
export const listSources: Record<List, ListSource> = {
  sessions: byId(
    "sessions.user_id",
    `select id as key, id, kind, coalesce(name, '') as name, user_agent as "userAgent", ip,
      ${ms("created_at")} as "createdAt", ${ms("last_seen_at")} as "lastSeenAt",
      ${ms("expires_at")} as "expiresAt", ${ms("confirmed_at")} as "confirmedAt",
      ${ms("ended_at")} as "endedAt"
    from sessions where user_id = :userId and id > :after order by id`,
  ),
  passkeys: byId(
    "passkeys.user_id",
    `select id as key, id, name, is_synced as "isSynced", ${ms("created_at")} as "createdAt",
      ${ms("last_used_at")} as "lastUsedAt"
    from passkeys where user_id = :userId and id > :after order by id`,
  ),
  identities: byText(
    "identities.user_id",
    `select provider as key, provider, subject, label, ${ms("created_at")} as "createdAt",
      ${ms("last_used_at")} as "lastUsedAt"
    from identities where user_id = :userId and provider > :after order by provider`,
  ),
  challenges: byText(
    "challenges.user_id",
    `select encode(digest, 'hex') as key, kind, ${ms("expires_at")} as "expiresAt"
    from challenges where user_id = :userId and digest > decode(:after, 'hex') order by digest`,
  ),
  links: byText(
    "account_links.user_id",
    `select encode(hash, 'hex') as key, kind, email, ${ms("created_at")} as "createdAt",
      ${ms("expires_at")} as "expiresAt", ${ms("used_at")} as "usedAt"
    from account_links where user_id = :userId and hash > decode(:after, 'hex') order by hash`,
  ),
  mails: byId(
    "mails.recipient",
    `select m.id as key, m.recipient, m.attempts, ${ms("m.created_at")} as "createdAt",
      ${ms("m.failed_at")} as "failedAt"
    from users u join mails m on m.recipient = any(array[u.email, u.pending_email])
    where u.id = :userId and m.id > :after order by m.id`,
  ),
  formerNames: byText(
    "former_names.user_id",
    `select username as key, username, ${ms("until")} as until
    from former_names where user_id = :userId and username > :after order by username`,
  ),
  pushSubscriptions: byId(
    "push_subscriptions.user_id",
    `select session_id as key, session_id as "sessionId", endpoint, ${ms("created_at")} as "createdAt"
    from push_subscriptions where user_id = :userId and session_id > :after order by session_id`,
  ),
  memberships: byVersion(
    "memberships.user_id",
    `select m.user_version::text as key, m.conversation_id as "conversationId", c.kind, c.name,
      m.role, ${ms("m.joined_at")} as "joinedAt", m.marker, m.notify_level as "notifyLevel",
      m.archived_seq as "archivedSeq", m.cleared_seq as "clearedSeq"
    from memberships m
      join conversations c on c.id = m.conversation_id and c.deleted_at is null
    where m.user_id = :userId and m.user_version > :after order by m.user_version`,
  ),
  departures: byVersion(
    "departures.user_id",
    `select user_version::text as key, conversation_id as "conversationId",
      ${ms("left_at")} as "leftAt", deleted
    from departures where user_id = :userId and user_version > :after order by user_version`,
  ),
  joinRequests: byId(
    "join_requests.user_id",
    `select conversation_id as key, conversation_id as "conversationId", state, ${ms("at")} as at
    from join_requests where user_id = :userId and conversation_id > :after
    order by conversation_id`,
  ),
  invites: {
    columns: ["invites.creator_id"],
    first: NO_ID,
    // A conversation may have several by one user: a page ends with all of its last conversation.
    sql: `select conversation_id as key, conversation_id as "conversationId", code,
        ${ms("created_at")} as "createdAt", ${ms("expires_at")} as "expiresAt",
        max_uses as "maxUses", uses
      from invites where creator_id = :userId and conversation_id > :after
      order by conversation_id fetch first ${PAGE} rows with ties`,
  },
  mutes: byId(
    "mutes.user_id",
    `select conversation_id as key, conversation_id as "conversationId", ${ms("until")} as until
    from mutes where user_id = :userId and conversation_id > :after
    order by user_id, conversation_id`,
  ),
  conversationBans: byId(
    "conversation_bans.user_id",
    `select id as key, conversation_id as "conversationId", ${ms("created_at")} as at,
      ${ms("nullif(until, 'infinity')")} as until, reason
    from conversation_bans where user_id = :userId and id > :after order by user_id, id`,
  ),
  moderationActs: byId(
    "audit_entries.actor_id",
    `select id as key, conversation_id as "conversationId", action, ${ms("at")} as at, data,
      host(ip) as ip
    from audit_entries where actor_id = :userId and id > :after order by actor_id, id`,
  ),
  actsOfModerators: byId(
    "audit_entries.target_id",
    `select id as key, conversation_id as "conversationId", action, ${ms("at")} as at
    from audit_entries where target_id = :userId and id > :after order by target_id, id`,
  ),
  reports: byId(
    "reports.reporter_id",
    `select id as key, id, user_id as "userId", message_id as "messageId", reason, state,
      ${ms("at")} as at
    from reports where reporter_id = :userId and id > :after order by reporter_id, id`,
  ),
  closedReports: byId(
    "reports.closed_by",
    `select id as key, id, ${ms("closed_at")} as at, outcome, note
    from reports where closed_by = :userId and id > :after order by closed_by, id`,
  ),
  messages: {
    columns: ["messages.author_id", "uncounted_messages.author_id"],
    first: `${NO_ID}.0`,
    sql: `select conversation_id || '.' || seq as key, id, conversation_id as "conversationId", seq,
      ${ms("created_at")} as at, ${ms("edited_at")} as "editedAt", ${ms("deleted_at")} as "deletedAt",
      content
    from messages where author_id = :userId and (conversation_id, seq)
      > (split_part(:after, '.', 1)::uuid, split_part(:after, '.', 2)::bigint)
    order by conversation_id, seq limit ${PAGE}`,
  },
  sentMessages: {
    columns: ["sent_messages.author_id"],
    first: `-infinity|${NO_ID}`,
    sql: `select at::text || '|' || message_id as key, message_id as "messageId", ${ms("at")} as at,
      host(ip) as ip
    from sent_messages where author_id = :userId and (at, message_id)
      > (split_part(:after, '|', 1)::timestamptz, split_part(:after, '|', 2)::uuid)
    order by sent_messages.at, message_id limit ${PAGE}`,
  },
  edits: {
    columns: ["message_edits.author_id"],
    first: NO_ID,
    // A page ends with all texts of its last message.
    sql: `select message_id as key, message_id as "messageId", ${ms("at")} as at, content
      from message_edits where author_id = :userId and message_id > :after
      order by message_id fetch first ${PAGE} rows with ties`,
  },
  reactions: {
    columns: ["reactions.user_id"],
    first: NO_ID,
    // A message has several by one user: a page ends with all of its last message.
    sql: `select message_id as key, message_id as "messageId", emoji, ${ms("at")} as at
      from reactions where user_id = :userId and message_id > :after
      order by message_id fetch first ${PAGE} rows with ties`,
  },
  votes: byId(
    "votes.user_id",
    `select message_id as key, message_id as "messageId", choices, ${ms("at")} as at
    from votes where user_id = :userId and message_id > :after order by message_id`,
  ),
  hiddenMessages: byId(
    "hidden_messages.user_id",
    `select message_id as key, message_id as "messageId", ${ms("at")} as at
    from hidden_messages where user_id = :userId and message_id > :after order by message_id`,
  ),
  blocks: byId(
    "blocks.blocker_id",
    `select blocked_id as key, blocked_id as "userId", ${ms("created_at")} as at
    from blocks where blocker_id = :userId and blocked_id > :after order by blocked_id`,
  ),
  blockChanges: byId(
    "block_changes.blocker_id",
    `select blocked_id as key, blocked_id as "userId", blocked
    from block_changes where blocker_id = :userId and blocked_id > :after order by blocked_id`,
  ),
  ignores: byId(
    "ignores.user_id",
    `select other_id as key, other_id as "userId", ${ms("created_at")} as at
    from ignores where user_id = :userId and other_id > :after order by other_id`,
  ),
  ignoreChanges: byId(
    "ignore_changes.user_id",
    `select other_id as key, other_id as "userId", ignored
    from ignore_changes where user_id = :userId and other_id > :after order by other_id`,
  ),
  friends: byId(
    [
      ...["friend_changes.user_id", "friendships.user_a", "friendships.user_b"],
      "friendships.requested_by",
    ],
    `select c.other_id as key, c.other_id as "userId", c.state, ${ms("c.at")} as at,
      ${ms("f.accepted_at")} as "acceptedAt", c.requests,
      ${ms("c.requests_since")} as "requestsSince"
    from friend_changes c
      left join friendships f on f.user_a = least(c.user_id, c.other_id)
        and f.user_b = greatest(c.user_id, c.other_id)
    where c.user_id = :userId and c.other_id > :after order by c.other_id`,
  ),
  notifications: byVersion(
    "notifications.user_id",
    `select version::text as key, id, kind, from_id as "from",
      conversation_id as "conversationId", message_id as "messageId", data, count,
      ${ms("at")} as at, ${ms("read_at")} as "readAt", push_tries as "pushTries"
    from notifications where user_id = :userId and version > :after order by version`,
  ),
  sentChallenges: challenges("by_id", "opponent_id", "code"),
  receivedChallenges: challenges("opponent_id", "by_id", "null"),
  matchesAsFirst: matches("first_id", "second_id"),
  matchesAsSecond: matches("second_id", "first_id"),
  ratings: byText(
    "ratings.user_id",
    `select game as key, game, rating, deviation, volatility, games, wins, losses, draws,
      ${ms("updated_at")} as at
    from ratings where user_id = :userId and game > :after order by game`,
  ),
  commands: byId(
    "commands.user_id",
    `select id as key, id, name, ${ms("created_at")} as at
    from commands where user_id = :userId and id > :after order by id`,
  ),
};

/** Columns with a user's id that are not exported, each with the reason. */
export const withheld: Record<string, string> = {
  "conversations.owner_id": "the role in `memberships` says it",
  "blocks.blocked_id": "a block is its maker's; the blocked are not told",
  "block_changes.blocked_id": "the same",
  "ignores.other_id": "the same",
  "ignore_changes.other_id": "the same",
  "friend_changes.other_id": "each of two has a row of their own",
  "conversation_bans.banned_by": "the acts of moderators in `moderationActs` contain it",
  "server_bans.user_id": "the ban in `profile` says it",
  "server_bans.banned_by": "the acts of moderators in `moderationActs` contain it",
  "custom_emoji.created_by": "the same",
  "sticker_packs.created_by": "the same",
  "stickers.created_by": "the same",
  "reports.user_id": "a report is its author's; the reported are not told",
  "notifications.from_id": "a notification is its recipient's",
  "user_words.user_id": "the words of the display name in `profile`, for the search",
  "member_words.user_id": "the words of the names in `profile`, for the search of members",
  "stale_member_words.user_id": "whose changed name is being applied to that search",
  "lost_rights.user_id": "sent between servers, and deleted after minutes",
  "lost_rights.other_id": "the same",
  "matches.owner_id": "a process of the server",
  "game_queue.user_id": "waiting for a match; deleted within a minute",
  "current_matches.user_id": "a match that is played; it is exported when it has ended",
};

/** Lists that stay short, so that PostgreSQL may sort them. */
export const shortLists: readonly List[] = [
  ...(["passkeys", "identities", "challenges", "links", "mails"] as const),
  ...(["formerNames", "pushSubscriptions"] as const),
];

/** Reads the page of a list after the key `after`, or the first one. */
export async function readPage(
  database: Database,
  userId: string,
  list: List,
  after: string = listSources[list].first,
): Promise<Page> {
  const read = await database.transaction(async (trx) => {
    await onlyByIndex(trx);
    const { rows } = await trx.raw<{ rows: (Row & { key: string })[] }>(listSources[list].sql, {
      userId,
      after,
    });
    return rows;
  });
  return {
    rows: read.map(({ key: _key, ...row }) => row),
    next: read.length < PAGE ? undefined : read.at(-1)?.key,
  };
}
