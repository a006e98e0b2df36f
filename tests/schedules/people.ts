import { randomBytes, randomInt } from "node:crypto";
import type { TestRally } from "@rally/api/testing";
import { directConversationId, newId } from "@rally/shared/ids";

export interface Person {
  id: string;
  username: string;
  displayName: string;
  /** One token for each device, which identifies it. */
  sessions: [string, string];
  /** Words of the draft that are on a disk and must not be lost. */
  drafted: string[];
}

/**
 * Creates signed-in users directly in the database, because hashing passwords for a thousand
 * schedules is too slow.
 */
export async function makePeople({ database }: TestRally, count: number): Promise<Person[]> {
  const people = Array.from({ length: count }, (): Person => {
    const username = `u_${randomBytes(8).toString("hex")}`;
    const sessions: [string, string] = [newId(), newId()];
    return { id: newId(), username, displayName: username, sessions, drafted: [] };
  });
  await database.raw(
    `with users as (
      insert into users (id, username, display_name, email, password_hash, role)
      select id, name, name, name || '@example.org', '-', 'member'
      from unnest(:ids::uuid[], :names::text[]) as new (id, name) returning id
    ) insert into sessions (id, user_id, nonce, expires_at)
      select session, users.id, '\\x00', now() + interval '1 day'
      from unnest(:owners::uuid[], :sessions::uuid[]) as new (id, session) join users using (id)`,
    {
      ids: people.map(({ id }) => id),
      names: people.map(({ username }) => username),
      sessions: people.flatMap(({ sessions }) => sessions),
      owners: people.flatMap(({ id }) => [id, id]),
    },
  );
  return people;
}

/** Creates the conversation of these users without a command. @returns its id. */
export async function makeConversation(
  { database }: TestRally,
  people: readonly Person[],
): Promise<string> {
  const [one, two] = people;
  const isDirect = people.length === 2 && one && two;
  const id = isDirect ? directConversationId(one.id, two.id) : newId();
  await database.raw(
    `with made as (
      insert into conversations (id, kind, member_count, epoch)
      values (:id, :kind, :count, :epoch) returning id
    ), told as (
      update users set version = version + 1 where id = any(:people::uuid[])
      returning id, version
    ) insert into memberships (conversation_id, user_id, user_version)
      select made.id, told.id, told.version from made, told`,
    {
      id,
      kind: isDirect ? "direct" : "world",
      count: people.length,
      epoch: randomInt(1, 2 ** 32 - 1),
      people: people.map((person) => person.id),
    },
  );
  return id;
}
