import { randomInt } from "node:crypto";
import { createConversationRoute } from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import type { Role } from "@rally/shared/members";
import { expect } from "vitest";
import { eventually, say, talk, type TestRally } from "../../testing/index.js";
import { run, type Actor, type ActorName, type Cast } from "./cast.js";

/** A conversation of its own for one case of the table. */
export interface Stage {
  conversationId: string;
  /** A message by the actor, and one by somebody else. */
  own: string;
  others: string;
  /** What every message by others in it says: to be read by members alone. */
  secret: string;
  /** Who the actor is not on terms with, or anybody. */
  partnerId: string;
  /** The room of another user's drafts. */
  foreignUserId: string;
}

const roles: Partial<Record<ActorName, Role>> = {
  "a member": "member",
  "a moderator": "moderator",
  "an admin": "admin",
  "a banned user": "member",
  "an ended session": "member",
  "a foreign session's token": "member",
  "a bot token": "member",
};

export async function setStage(rally: TestRally, cast: Cast, actor: Actor): Promise<Stage> {
  const secret = `secret-${newId()}`;
  if (actor.name === "a blocked partner") return directStage(rally, cast, actor, secret);
  const { data } = await cast.owner.call(createConversationRoute, {
    // Who is put out is told of what: the name they knew is no secret from them.
    body: {
      kind: "group",
      name: actor.name === "a removed member" ? "club" : secret,
      members: [cast.extra.id, cast.boss.id],
    },
  });
  const { id } = data;
  await run(cast.owner, "member.role", {
    conversationId: id,
    userId: cast.boss.id,
    role: "admin",
  });
  if (actor.name === "a removed member") {
    await run(cast.owner, "member.add", { conversationId: id, userId: actor.userId });
  }
  // The actor's own words, which are no secret from them.
  const own = (await say(cast.owner, id, "mine")).id;
  const by = actor.name === "the owner" ? cast.boss : cast.owner;
  const others = (await say(by, id, secret)).id;
  await rally.database("messages").where({ id: own }).update({ author_id: actor.userId });
  const role = roles[actor.name];
  if (role) await putIn(rally, id, actor.userId, role);
  if (actor.name === "a removed member") {
    await run(cast.owner, "member.remove", { conversationId: id, userId: actor.userId });
  }
  const foreignUserId = actor.name === "the owner" ? cast.boss.id : cast.owner.id;
  return {
    ...{ conversationId: id, own, others, secret },
    ...{ partnerId: cast.outsider.id, foreignUserId },
  };
}

/** The conversation of the two, which is one for all cases: its messages are new each time. */
async function directStage(
  rally: TestRally,
  { victim }: Cast,
  actor: Actor,
  secret: string,
): Promise<Stage> {
  const blocks = rally.database("blocks").where({ blocker_id: victim.id });
  const rows = (await blocks.clone()) as object[];
  await blocks.delete();
  const id = await talk(victim, { id: actor.userId } as Parameters<typeof talk>[1]);
  await touch(rally, id);
  const [own, others] = [await say(victim, id, "mine"), await say(victim, id, secret)];
  await rally.database("messages").where({ id: own.id }).update({ author_id: actor.userId });
  await rally.database("blocks").insert(rows);
  await touch(rally, id);
  return {
    ...{ conversationId: id, own: own.id, others: others.id, secret },
    ...{ partnerId: victim.id, foreignUserId: victim.id },
  };
}

/** Also those whom no command would let in, such as the banned. */
async function putIn(rally: TestRally, id: string, user: string, role: Role): Promise<void> {
  await rally.database("memberships").insert({ conversation_id: id, user_id: user, role });
  await rally.database("conversations").where({ id }).increment("member_count", 1);
}

const touch = (rally: TestRally, id: string) =>
  rally.database("conversations").where({ id }).increment("rights", randomInt(1, 9));

/** Takes the stages down: each look at every row costs as much as there are. */
export async function clear({ database }: TestRally): Promise<void> {
  const { rows } = await database.raw<{ rows: { name: string }[] }>(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'conversation_id'`,
  );
  await database.transaction(async (trx) => {
    await trx.raw("set local session_replication_role = replica");
    for (const { name } of rows) {
      await trx(name).whereNot("conversation_id", WORLD_CONVERSATION_ID).delete();
    }
    await trx("conversations").whereNot("id", WORLD_CONVERSATION_ID).delete();
    await trx("commands").delete();
  });
}

/** Waits for the mails of what was done before: each is a row until it has left. */
export async function mailsHaveLeft({ database }: TestRally): Promise<void> {
  await eventually(async () => expect(await database("mails").count()).toEqual([{ count: 0 }]));
}

/**
 * Every row there is, and every byte of every document, as one value for each table; without the
 * table in which timers note whose turn it is, which no request writes.
 */
export async function everyRow({ database }: TestRally): Promise<Record<string, string>> {
  const tables = await database.raw<{ rows: { name: string }[] }>(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'periodic_work'",
  );
  const columns = tables.rows.map(
    // When somebody was last here is written behind what they do.
    ({ name }) => `(select md5(coalesce(string_agg(line, ',' order by line), ''))
      from (select (to_jsonb(t) - 'last_seen_at')::text as line from ${name} t) l) as ${name}`,
  );
  const { rows } = await database.raw<{ rows: Record<string, string>[] }>(
    `select ${columns.join(", ")}`,
  );
  return rows[0] ?? {};
}
