import { createSecretKey, randomInt } from "node:crypto";
import { WORLD_CONVERSATION_ID, directConversationId, newId } from "@rally/shared/ids";
import { createTokens } from "@rally/shared/server/tokens";

/**
 * Users inserted directly into the tables: an account over HTTP costs 50 ms of password hashing.
 * They have no password, and one session per device.
 * @typedef {{ id: string, username: string, sessions: string[] }} Person
 */

let made = 0;

/** @param {import("pg").Client} client @returns {Promise<Person[]>} */
export async function seedPeople(client, count, devices = 1) {
  const people = Array.from({ length: count }, () => ({
    id: newId(),
    username: `seeded_${(made += 1)}`,
    sessions: Array.from({ length: devices }, newId),
  }));
  await client.query(
    `insert into users (id, username, display_name, email, password_hash, role, version)
     select id, name, name, name || '@example.org', '', 'member', 1
     from unnest($1::uuid[], $2::text[]) as person (id, name)`,
    [people.map(({ id }) => id), people.map(({ username }) => username)],
  );
  const sessions = people.flatMap(({ id, sessions }) => sessions.map((session) => [session, id]));
  await client.query(
    `insert into sessions (id, user_id, nonce, expires_at)
     select id, user_id, '\\x00', now() + interval '1 day'
     from unnest($1::uuid[], $2::uuid[]) as session (id, user_id)`,
    [sessions.map(([session]) => session), sessions.map(([, user]) => user)],
  );
  await join(
    client,
    people.map(({ id }) => [WORLD_CONVERSATION_ID, id]),
  );
  return people;
}

/**
 * Creates direct conversations, as their first message would. @returns {Promise<string[]>} their
 * ids
 */
export async function seedConversations(client, pairs) {
  const ids = pairs.map(([a, b]) => directConversationId(a.id, b.id));
  await client.query(
    `insert into conversations (id, kind, epoch)
     select id, 'direct', epoch from unnest($1::uuid[], $2::bigint[]) as conversation (id, epoch)`,
    [ids, ids.map(() => randomInt(1, 2 ** 32 - 1))],
  );
  await join(
    client,
    pairs.flatMap((pair, index) => pair.map(({ id }) => [ids[index], id])),
  );
  return ids;
}

/** Makes users members of a conversation, without a message about it. @param {Person[]} people */
export async function seedMembers(client, conversationId, people) {
  await join(
    client,
    people.map(({ id }) => [conversationId, id]),
  );
}

async function join(client, members) {
  await client.query(
    `insert into memberships (conversation_id, user_id, user_version)
     select conversation_id, user_id, 1 from unnest($1::uuid[], $2::uuid[]) as member (conversation_id, user_id)`,
    [members.map(([conversation]) => conversation), members.map(([, user]) => user)],
  );
  await client.query(
    `update conversations set member_count = (select count(*) from memberships where conversation_id = id)
     where id = any ($1::uuid[])`,
    [[...new Set(members.map(([conversation]) => conversation))]],
  );
}

/** What every message of a seeded history says after "Message" and its number. */
export const TEXT =
  " of the history: the court is free at six so bring both rackets and we play until it rains or somebody wins twice";

/**
 * Fills an empty conversation with messages of the past, one per second, by its members in turn.
 */
export async function seedHistory(client, conversationId, authors, count) {
  await client.query(
    `insert into messages (id, conversation_id, seq, version, sent_version, author_id, author_seq, content, command_hash, created_at)
     select gen_random_uuid(), $1, n, n, n, ($2::uuid[])[1 + n % $3], 1 + (n - 1) / $3,
       jsonb_build_object('kind', 'text', 'body', 'Message ' || n || '${TEXT}'),
       '\\x00', now() - make_interval(secs => $4 - n)
     from generate_series(1, $4::bigint) as n`,
    [conversationId, authors.map(({ id }) => id), authors.length, count],
  );
  await client.query("update conversations set version = $2, last_seq = $2 where id = $1", [
    conversationId,
    count,
  ]);
}

/** Signs access tokens as Rally does; they are valid for ten minutes. */
export function signer(setup) {
  const tokens = createTokens(createSecretKey(Buffer.from(setup.secret, "utf8")));
  return ({ id, sessions }, device = 0) =>
    tokens.signAccess({ userId: id, sessionId: sessions[device] }).token;
}
