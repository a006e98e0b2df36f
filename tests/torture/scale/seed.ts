import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import type pg from "pg";

/** The sizes of the data. */
export interface Size {
  users: number;
  messages: number;
}

/** The conversations of `hero`: half direct, half groups. */
export const OWN_CONVERSATIONS = 200;
const GROUP_MEMBERS = 50;

/** Ids derived from a number, so that SQL and the requests agree on them. */
const idOf = (space: string) => (n: number) =>
  `0192f000-0000-7000-8${space}-${n.toString(16).padStart(12, "0")}`;
export const userId = idOf("001");
export const conversationId = idOf("002");
export const messageId = idOf("003");
/** The number of a poll in a group of `hero` in which all users have voted, and then of an anonymous one. */
export const POLL = 1_000_002;
export const channelId = idOf("004");
/** Challenges: 1 to 5 are by `hero`, the first one by link with this code; those up to 100 are to them. */
export const challengeId = idOf("005");
export const CHALLENGE_CODE = "AAAAAAAAAAAAAAAA";
/** Ended matches: those up to 1,000 are of `hero`. */
export const matchId = idOf("006");
const sql = (space: string, n: string) =>
  `('0192f000-0000-7000-8${space}-' || lpad(to_hex((${n})::bigint), 12, '0'))::uuid`;
const userSql = (n: string) => sql("001", n);
const conversationSql = (n: string) => sql("002", n);
const channelSql = (n: string) => sql("004", n);
const challengeSql = (n: string) => sql("005", n);
const matchSql = (n: string) => sql("006", n);
const messageSql = (n: string) => sql("003", n);

/** The users with higher numbers have asked to join the private channel of `hero`. */
export const JOINING_FROM = 3_000;
/** The codes of an invite link to that channel, and of one to a channel of another user. */
/** A ban of the private channel, in the middle. */
export const BAN = "00000000-0000-7000-8000-000000000100";
export const INVITE_CODE = "0000000000000001";
export const FOREIGN_CODE = "1000000000000001";

/** For `uncounted_messages`: the messages of all authors. */
const EVERYONE = "'00000000-0000-0000-0000-000000000000'::uuid";

/** Addresses that are banned from the server. */
export const BANNED_ADDRESSES = 5_000;

/** Measured tables; plans must not depend on autovacuum's statistics. */
const TABLES =
  "users sessions conversations memberships messages notifications friend_changes friendships blocks block_changes ignores ignore_changes departures join_requests invites conversation_bans server_bans mutes audit_entries reports channel_words member_words hidden_messages votes poll_results uncounted_messages sent_messages commands former_names push_subscriptions lost_rights game_challenges matches current_matches ratings game_queue";

/**
 * Turns autovacuum off for the measured tables. Called before they have rows: statistics of nearly empty tables
 * lead to plans that read whole tables, and without autovacuum nothing would replace them.
 */
export async function withoutStatistics(client: pg.Client): Promise<void> {
  for (const table of TABLES.split(" ")) {
    await client.query(`alter table ${table} set (autovacuum_enabled = false)`);
  }
}

/**
 * Fills the tables by SQL: `size.users` users in the world chat, pairs of them in conversations,
 * `size.messages` messages in all; and for `hero` 200 conversations in which they are behind, with own
 * and deleted messages in between, friends, requests, blocks, notifications; a tenth of the users has a channel, and
 * `hero` a private one that all users are in. Nothing is analysed.
 */
export async function seed(client: pg.Client, hero: string, size: Size): Promise<void> {
  const world = Math.round(size.messages * 0.3);
  const each = Math.round((size.messages * 0.4) / OWN_CONVERSATIONS);
  const pairs = Math.floor(size.users / 2);
  const ofPair = Math.max(1, Math.floor((size.messages * 0.3) / pairs));
  const run = (text: string) => client.query(text);
  // Foreign keys are correct by construction; checking a million of them takes longer than the
  // rest.
  await run("set session_replication_role = replica");
  await run("set synchronous_commit = off");
  await withoutStatistics(client);
  await run(`
    insert into users (id, username, display_name, email, password_hash, role, version, created_at)
    select ${userSql("n")}, 'p' || n, 'Person ' || n, 'p' || n || '@example.org', '', 'member', 100,
      now() - interval '1 day'
    from generate_series(1, ${size.users}) n`);
  await run(`
    insert into sessions (id, user_id, nonce, expires_at)
    select gen_random_uuid(), ${userSql("n")}, '\\x00', now() + interval '1 day'
    from generate_series(1, ${size.users}) n`);
  await run(`
    insert into former_names (username, user_id, until)
    select 'former' || n, ${userSql("n")}, now() + interval '1 day'
    from generate_series(1, ${size.users / 10}) n`);
  await joinWorld(run, size.users);
  await run(`
    insert into conversations (id, kind, version, last_seq, member_count, epoch, name, owner_id)
    select ${conversationSql("n")}, case when n % 2 = 0 then 'direct' else 'group' end,
      ${each}, ${each}, case when n % 2 = 0 then 2 else ${GROUP_MEMBERS} end, 1,
      case when n % 2 = 1 then 'Group ' || n end, case when n % 2 = 1 then '${hero}'::uuid end
    from generate_series(1, ${OWN_CONVERSATIONS}) n`);
  await run(`
    insert into memberships (conversation_id, user_id, role, user_version, version, marker)
    select ${conversationSql("n")}, '${hero}', case when n % 2 = 0 then 'member' else 'owner' end,
      100 + n, 0, case when n % 4 = 3 then ${Math.round(each / 2)} else 0 end
    from generate_series(1, ${OWN_CONVERSATIONS}) n
    union all
    select ${conversationSql("n")}, ${userSql("n + m")}, 'member', 90, 0, 0
    from generate_series(1, ${OWN_CONVERSATIONS}) n,
      generate_series(1, case when n % 2 = 0 then 1 else ${GROUP_MEMBERS - 1} end) m`);
  await messages(run, conversationSql("c"), {
    from: `generate_series(1, ${OWN_CONVERSATIONS}) c, generate_series(1, ${each}) n`,
    // In every fourth conversation nearly all messages are by `hero`; in every fourth nearly all
    // are deleted.
    author: `case when c % 4 = 1 and n % 10 > 0 then '${hero}'::uuid else ${userSql("c + 1")} end`,
    deleted: "c % 4 = 2 and n % 10 > 0",
    id: messageSql(`c * 1000000 + n`),
  });
  await messages(run, `'${WORLD_CONVERSATION_ID}'::uuid`, {
    from: `generate_series(1, ${world}) n`,
    author: `case when n % 100 = 0 then '${hero}'::uuid else ${userSql(`1 + n % ${size.users}`)} end`,
    deleted: "n % 50 = 1",
  });
  await run(`update conversations set version = ${world}, last_seq = ${world},
    member_count = ${size.users} where id = '${WORLD_CONVERSATION_ID}'`);
  await run(`
    insert into conversations (id, kind, version, last_seq, member_count, epoch)
    select ${conversationSql("1000 + n")}, 'direct', ${ofPair}, ${ofPair}, 2, 1
    from generate_series(1, ${pairs}) n`);
  await run(`
    insert into memberships (conversation_id, user_id, user_version, joined_at)
    select ${conversationSql("1000 + n")}, ${userSql("2 * n - m")}, 2, now()
    from generate_series(1, ${pairs}) n, generate_series(0, 1) m`);
  await messages(run, conversationSql("1000 + c"), {
    from: `generate_series(1, ${pairs}) c, generate_series(1, ${ofPair}) n`,
    author: userSql("2 * c - n % 2"),
    deleted: "false",
  });
  await run(`
    insert into uncounted_messages (conversation_id, author_id, block, bits, count)
    select conversation_id, author, seq / 65536,
      bit_or(set_bit(repeat('0', 65536)::bit(65536), (seq % 65536)::integer, 1)), count(*)
    from messages cross join lateral (values (${EVERYONE}), (author_id)) as of_whom (author)
    where deleted_at is not null group by conversation_id, author, seq / 65536`);
  await run(`
    insert into uncounted_messages (conversation_id, author_id, block, bits, count)
    select conversation_id, author_id, -1, '', sum(count) from uncounted_messages
    where author_id = ${EVERYONE} group by conversation_id, author_id`);
  await run(`insert into notification_cursors (conversation_id, seq, version)
    select id, last_seq, version from conversations
    on conflict (conversation_id) do update set seq = excluded.seq, version = excluded.version`);
  await polls(run, size.users);
  await people(run, hero, size.users);
  await channels(run, hero, size.users);
  await run(`
    insert into member_words (conversation_id, word, user_id)
    select distinct m.conversation_id, word, m.user_id
    from memberships m join users u on u.id = m.user_id,
      unnest(tsvector_to_array(to_tsvector('simple', u.display_name || ' ' || u.username))) word
    where m.conversation_id in ('${WORLD_CONVERSATION_ID}', ${conversationSql("1")}, ${channelSql("1")})
    on conflict do nothing`);
  await run(`update users set version = 2000000 where id = '${hero}'`);
  await run("set session_replication_role = origin");
}

async function polls(run: Run, users: number): Promise<void> {
  await run(`
    update messages set deleted_at = null, content = jsonb_build_object('kind', 'poll',
      'question', 'Which?', 'choices', '["One", "Two"]'::jsonb, 'multiple', false,
      'anonymous', id <> ${messageSql(`${POLL}`)})
    where id in (${messageSql(`${POLL}`)}, ${messageSql(`${POLL + 1}`)})`);
  await run(`
    insert into votes (message_id, user_id, choices, at, version, user_version)
    select ${messageSql(`${POLL} + p`)}, ${userSql("n")}, '{0}', now(), 2,
      case when p = 1 then 1 end
    from generate_series(1, ${users}) n, generate_series(0, 1) p`);
  await run(`
    insert into poll_results (message_id, conversation_id, version, counts, voters)
    select ${messageSql(`${POLL} + p`)}, ${conversationSql("1")}, 2,
      '[${users}, 0]', ${users} from generate_series(0, 1) p`);
}

type Run = (text: string) => Promise<unknown>;

async function joinWorld(run: Run, users: number): Promise<void> {
  await run(`
    insert into memberships (conversation_id, user_id, user_version)
    select '${WORLD_CONVERSATION_ID}', ${userSql("n")}, 1 from generate_series(1, ${users}) n`);
}

async function messages(
  run: Run,
  conversation: string,
  {
    from,
    author,
    deleted,
    id = "gen_random_uuid()",
  }: Record<"from" | "author" | "deleted", string> & {
    id?: string;
  },
): Promise<void> {
  await run(`
    insert into messages (id, conversation_id, seq, version, sent_version, author_id,
      author_seq, content, command_hash, created_at, deleted_at)
    select ${id}, ${conversation}, n, n, n, author,
      row_number() over (partition by ${conversation}, author order by n),
      case when not (${deleted}) then '{"kind": "text", "body": "Words that were said"}'::jsonb end,
      '\\x00', now() - interval '1 hour', case when ${deleted} then now() end
    from ${from} cross join lateral (select ${author} as author) by`);
}

/** Friends, requests, blocks and notifications: a few for each user, many for `hero`. */
async function people(run: Run, hero: string, users: number): Promise<void> {
  await run(`
    insert into friend_changes (user_id, other_id, version, state)
    select ${userSql("n")}, ${userSql(`1 + (n + m) % ${users}`)}, 10 + m, 'friends'
    from generate_series(1, ${users}) n, generate_series(1, 2) m
    union all
    select '${hero}', ${userSql("n")}, 1000 + n,
      case when n <= 300 then 'friends' when n <= 600 then 'received' else 'sent' end
    from generate_series(1, 800) n`);
  await run(`
    insert into friendships (user_a, user_b, state, requested_by)
    select least(user_id, other_id), greatest(user_id, other_id),
      case state when 'friends' then 'accepted' else 'requested' end,
      case state when 'received' then other_id else user_id end
    from friend_changes where state <> 'none' on conflict do nothing`);
  await run(`
    insert into blocks (blocker_id, blocked_id)
    select ${userSql("n")}, ${userSql(`1 + (n + 500) % ${users}`)} from generate_series(1, ${users}) n
    union all
    select '${hero}', ${userSql("1000 + n")} from generate_series(1, 300) n`);
  await run(`insert into block_changes (blocker_id, blocked_id, version, blocked)
    select '${hero}', ${userSql("1000 + n")}, 3000 + n, true from generate_series(1, 300) n`);
  await run(`
    insert into ignores (user_id, other_id)
    select ${userSql("n")}, ${userSql(`1 + (n + 700) % ${users}`)} from generate_series(1, ${users}) n
    union all
    select '${hero}', ${userSql("n")} from generate_series(20, 40) n on conflict do nothing`);
  await run(`
    insert into notifications (id, user_id, key, kind, conversation_id, message_id, seq, version, at,
      read_at)
    select gen_random_uuid(), ${userSql("n")}, 'k' || m, 'mention', ${conversationSql("1001")},
      null, null, 10 + m, now() - m * interval '1 minute', case when m > 2 then now() end
    from generate_series(1, ${users}) n, generate_series(1, 5) m
    union all
    select gen_random_uuid(), '${hero}', 'k' || m, 'mention', ${conversationSql("1")},
      ${messageSql("1000000 + m % 100")}, m, 10000 + m, now() - m * interval '1 minute',
      case when m % 2 = 0 then now() end
    from generate_series(1, 900) m`);
  await run(`
    insert into commands (user_id, id, name, input_hash, result)
    select ${userSql("n")}, gen_random_uuid(), 'friend.request', '\\x00', '{}'
    from generate_series(1, ${users}) n`);
  await run(`
    insert into lost_rights (kind, user_id, other_id, at)
    select 'block', ${userSql("n")}, ${userSql("n + 1")}, now() - interval '1 hour'
    from generate_series(1, ${users / 10}) n`);
}

async function channels(run: Run, hero: string, users: number): Promise<void> {
  const owner = `case n when 1 then '${hero}'::uuid else ${userSql("n")} end`;
  await run(`
    insert into conversations (id, kind, name, topic, visibility, listed, owner_id, epoch,
      member_count)
    select ${channelSql("n")}, 'channel', case n % 2 when 0 then 'Channel ' || n else 'Room ' || n end,
      'What it is about', case n % 2 when 0 then 'public' else 'private' end, true, ${owner}, 1,
      case n when 1 then ${users} + 1 else 1 end
    from generate_series(1, ${users / 10}) n`);
  await run(`
    insert into channel_words (word, conversation_id)
    select word, id from conversations, unnest(tsvector_to_array(to_tsvector('simple', name))) word
    where kind = 'channel' and id >= ${channelSql("1")} and id <= ${channelSql(String(users / 10))}
    on conflict do nothing`);
  await run(`
    insert into memberships (conversation_id, user_id, role, user_version)
    select ${channelSql("n")}, ${owner}, 'owner', 5000 from generate_series(1, ${users / 10}) n
    union all
    select ${channelSql("1")}, ${userSql("n")}, 'member', 5000
    from generate_series(1, ${users}) n where n not between ${JOINING_FROM + 1} and ${JOINING_FROM + 300}`);
  // A statement planned while this table is nearly empty would read all of it later, when a deleted
  // channel's members have been moved there.
  await run(`
    insert into departures (conversation_id, user_id, version, user_version)
    select ${channelSql("n")}, ${userSql("n + m")}, 1, 2
    from generate_series(2, ${users / 10}) n, generate_series(1, 20) m`);
  await run(`
    insert into join_requests (conversation_id, user_id, at)
    select ${channelSql("1")}, ${userSql(`${JOINING_FROM} + n`)}, now() - n * interval '1 minute'
    from generate_series(1, 300) n
    union all
    select ${channelSql("n")}, ${userSql("n + 1")}, now() from generate_series(2, ${users / 10}) n`);
  await run(`
    insert into invites (code, conversation_id, creator_id)
    select lpad(n::text, 16, '0'), ${channelSql("1")}, '${hero}' from generate_series(1, 40) n
    union all
    select '1' || lpad(n::text, 15, '0'), ${channelSql("n + 3")}, ${userSql("n + 3")}
    from generate_series(1, ${users / 10 - 3}) n`);
  const nth = `('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid`;
  await run(`
    insert into conversation_bans (id, conversation_id, user_id, banned_by)
    select ${nth}, ${channelSql("1")}, ${userSql("n + 200")}, '${hero}'
    from generate_series(1, 200) n`);
  await run(`
    insert into server_bans (id, address, banned_by)
    select ${nth}, ('100.64.' || n / 250 || '.' || n % 250)::cidr, '${hero}'
    from generate_series(1, ${BANNED_ADDRESSES}) n`);
  await run(`
    insert into audit_entries (id, conversation_id, at, action, actor_id, target_id)
    select ${nth}, ${channelSql("case n % 10 when 0 then 1 else n % 90 + 1 end")}, now(), 'banned',
      '${hero}', ${userSql("n % 100 + 1")}
    from generate_series(1, 10000) n`);
  await run(`
    insert into reports (id, reporter_id, reason, user_id, message_id, conversation_id, content,
      sent_at, state, closed_at)
    select ${nth}, ${userSql("n % 1000 + 1")}, 'spam', ${userSql("n % 100 + 1")},
      gen_random_uuid(), ${channelSql("case n % 10 when 0 then 1 else n % 90 + 1 end")},
      '{"kind": "text", "body": "spam"}', now(), state,
      case state when 'closed' then now() end
    from generate_series(1, 10000) n, lateral (
      select case n % 3 when 0 then 'closed' else 'open' end as state) s`);
  await run(`
    insert into game_challenges (id, game, settings, rated, by_id, opponent_id, code, state,
      expires_at)
    select ${challengeSql("n")}, 'pong', '{}', true,
      case when n <= 5 then '${hero}' else ${userSql("n")} end,
      case when n = 1 then null when n <= 5 then ${userSql("n + 10")} when n <= 100 then '${hero}'
        else ${userSql("n + 1")} end,
      case when n = 1 then '${CHALLENGE_CODE}' end,
      case when n <= 100 then 'waiting' else 'declined' end, now() + interval '1 day'
    from generate_series(1, ${Math.floor(users / 2)}) n`);
  await run(`
    insert into matches (id, game, settings, seed, rated, first_id, second_id, state, ended_at,
      winner, reason, score, steps, inputs)
    select ${matchSql("n")}, case n % 2 when 0 then 'pong' else 'connect-four' end, '{}', 1, true,
      case when n <= 1000 then '${hero}' else ${userSql(`n % ${users} + 1`)} end,
      ${userSql(`(n + 1) % ${users} + 1`)}, 'finished', now(),
      case n % 3 when 0 then null else n % 3 - 1 end, 'rules', '{7,3}', 0, '[]'
    from generate_series(1, 50000) n`);
  await run(`
    insert into ratings (user_id, game, rating, deviation, volatility, games, wins, losses, draws,
      updated_at, season)
    select ${userSql("n")}, game, 1000 + n % 997, 80, 0.06, 3, 1, 1, 1, now(),
      date_trunc('quarter', now() at time zone 'utc')::date
    from generate_series(1, ${users}) n, (values ('pong'), ('connect-four')) games (game)`);
  await run(`
    insert into sent_messages (message_id, conversation_id, author_id, at, ip)
    select id, conversation_id, author_id, created_at,
      ('10.' || row % 8 || '.' || row % 250 || '.' || row % 200)::inet
    from (select *, row_number() over () as row from messages) m`);
  await run(`
    insert into mutes (conversation_id, user_id, until)
    select ${channelSql("1")}, ${userSql("n")}, now() + interval '1 day'
    from generate_series(1, ${users}) n where n % 7 = 0`);
}
