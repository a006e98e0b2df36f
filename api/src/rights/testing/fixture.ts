import { randomInt } from "node:crypto";
import { createConversationRoute } from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import type { Role } from "@rally/shared/members";
import { SNAPSHOT_EVERY } from "@rally/sync-server";
import { expect } from "vitest";
import { eventually, say, sendPoll, talk, type TestRally } from "../../testing/index.js";
import { run, type Actor, type ActorName, type Actors } from "./actors.js";

/** A conversation for one case of the table. */
export interface Fixture {
  conversationId: string;
  /** A message by the actor, and one by another member. */
  own: string;
  others: string;
  /** A poll by another member. */
  poll: string;
  /** The text of every message by others, for members only. */
  secret: string;
  /** The user that the actor is blocked with, or any other. */
  partnerId: string;
  /** The room of another user's drafts. */
  foreignUserId: string;
  /**
   * A private channel that the directory lists, in which the actor has the same role. `outsider` has
   * asked to join it.
   */
  channelId: string;
  /** An open report of `others`, whose copy has another text. */
  reportId: string;
  /** The code of an invite link to the channel. */
  inviteCode: string;
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

/** Inserts its row directly, so that no one is notified. */
async function insertReport(
  { database }: TestRally,
  { extra, outsider }: Actors,
  { conversationId, messageId }: { conversationId: string; messageId: string },
): Promise<string> {
  const id = newId();
  const content = JSON.stringify({ kind: "text", body: "reported" });
  await database("reports").insert({
    ...{ id, reporter_id: extra.id, user_id: outsider.id, reason: "spam", content },
    ...{ message_id: messageId, conversation_id: conversationId, sent_at: new Date() },
  });
  return id;
}

export async function createFixture(
  rally: TestRally,
  actors: Actors,
  actor: Actor,
): Promise<Fixture> {
  const secret = `secret-${newId()}`;
  const channel = await insertChannel(rally, actors, actor);
  if (actor.name === "a blocked partner") {
    const direct = await directFixture(rally, actors, actor, secret);
    const { conversationId, others: messageId } = direct;
    const reportId = await insertReport(rally, actors, { conversationId, messageId });
    return { ...direct, ...channel, reportId };
  }
  const { data } = await actors.owner.call(createConversationRoute, {
    // A removed member receives the group's name in a notification, so the former name is no secret.
    body: {
      kind: "group",
      name: actor.name === "a removed member" ? "club" : secret,
      members: [actors.extra.id, actors.boss.id],
    },
  });
  const { id } = data;
  await run(actors.owner, "member.role", {
    conversationId: id,
    userId: actors.boss.id,
    role: "admin",
  });
  if (actor.name === "a removed member") {
    await run(actors.owner, "member.add", { conversationId: id, userId: actor.userId });
  }
  // The actor's own text, which is no secret to them.
  const own = (await say(actors.owner, id, "mine")).id;
  const by = actor.name === "the owner" ? actors.boss : actors.owner;
  const others = (await say(by, id, secret)).id;
  const poll = await sendPoll(by, id, secret);
  await rally.database("messages").where({ id: own }).update({ author_id: actor.userId });
  const role = roles[actor.name];
  if (role) await insertMembership(rally, id, actor.userId, role);
  if (actor.name === "a removed member") {
    await run(actors.owner, "member.remove", { conversationId: id, userId: actor.userId });
  }
  const foreignUserId = actor.name === "the owner" ? actors.boss.id : actors.owner.id;
  return {
    ...{ conversationId: id, own, others, poll, secret, ...channel },
    reportId: await insertReport(rally, actors, { conversationId: id, messageId: others }),
    ...{ partnerId: actors.outsider.id, foreignUserId },
  };
}

/** The two-person conversation, which all cases share; its messages are new in each. */
async function directFixture(
  rally: TestRally,
  { victim }: Actors,
  actor: Actor,
  secret: string,
): Promise<Omit<Fixture, keyof ChannelFixture | "reportId">> {
  const blocks = rally.database("blocks").where({ blocker_id: victim.id });
  const rows = (await blocks.clone()) as object[];
  await blocks.delete();
  const id = await talk(victim, { id: actor.userId } as Parameters<typeof talk>[1]);
  await touch(rally, id);
  const [own, others] = [await say(victim, id, "mine"), await say(victim, id, secret)];
  const poll = await sendPoll(victim, id, secret);
  await rally.database("messages").where({ id: own.id }).update({ author_id: actor.userId });
  await rally.database("blocks").insert(rows);
  await touch(rally, id);
  return {
    ...{ conversationId: id, own: own.id, others: others.id, poll, secret },
    ...{ partnerId: victim.id, foreignUserId: victim.id },
  };
}

type ChannelFixture = Pick<Fixture, "channelId" | "inviteCode">;

/** Inserts its rows directly, because a fixture is made for each of many cases. */
async function insertChannel(
  { database }: TestRally,
  { owner, outsider }: Actors,
  actor: Actor,
): Promise<ChannelFixture> {
  const id = newId();
  const code = id.slice(-16);
  const role = roles[actor.name];
  const members = [{ user_id: owner.id, role: "owner" }];
  if (role) members.push({ user_id: actor.userId, role });
  await database("conversations").insert({
    ...{ id, kind: "channel", name: "channel", visibility: "private", listed: true },
    ...{ owner_id: owner.id, member_count: members.length, epoch: randomInt(1, 2 ** 32 - 1) },
  });
  const here = { conversation_id: id };
  await database("memberships").insert(members.map((member) => ({ ...here, ...member })));
  await database("join_requests").insert({ ...here, user_id: outsider.id });
  await database("invites").insert({ ...here, code, creator_id: owner.id });
  return { channelId: id, inviteCode: code };
}

/** Inserts the row directly, also for users that no command would accept, such as banned ones. */
async function insertMembership(
  rally: TestRally,
  id: string,
  user: string,
  role: Role,
): Promise<void> {
  await rally.database("memberships").insert({ conversation_id: id, user_id: user, role });
  await rally.database("conversations").where({ id }).increment("member_count", 1);
}

const touch = (rally: TestRally, id: string) =>
  rally.database("conversations").where({ id }).increment("rights", randomInt(1, 9));

/** Deletes the fixtures, because the cost of `everyRow` grows with the number of rows. */
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
    await trx("reports").delete();
    await trx("commands").delete();
  });
}

/** Waits until the mails of earlier operations have left, because each is a row. */
export async function waitForSentMails({ database }: TestRally): Promise<void> {
  await eventually(async () => expect(await database("mails").count()).toEqual([{ count: 0 }]));
}

/** Waits until the updates that are due are replaced by a snapshot, which happens after a commit. */
export async function waitForSnapshots({ database }: TestRally): Promise<void> {
  const due = (): Promise<unknown[]> =>
    database("conversation_updates")
      .select("conversation_id")
      .groupBy("conversation_id")
      .havingRaw("(min(number) - 1) / ? < max(number) / ?", [SNAPSHOT_EVERY, SNAPSHOT_EVERY]);
  await eventually(async () => expect(await due()).toEqual([]));
}

/** Waits until nothing is left of deleted conversations, which is removed after the command. */
export async function waitForRemoval({ database }: TestRally): Promise<void> {
  await eventually(async () => expect(await database("conversation_deletions")).toEqual([]));
}

/**
 * A hash of every row and every document for each table, except the table of periodic timers, which
 * no request writes.
 */
export async function everyRow({ database }: TestRally): Promise<Record<string, string>> {
  const tables = await database.raw<{ rows: { name: string }[] }>(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'periodic_work'",
  );
  const columns = tables.rows.map(
    // `last_seen_at` is written in the background.
    ({ name }) => `(select md5(coalesce(string_agg(line, ',' order by line), ''))
      from (select (to_jsonb(t) - 'last_seen_at')::text as line from ${name} t) l) as ${name}`,
  );
  const { rows } = await database.raw<{ rows: Record<string, string>[] }>(
    `select ${columns.join(", ")}`,
  );
  return rows[0] ?? {};
}
