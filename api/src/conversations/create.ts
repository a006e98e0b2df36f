import { randomInt } from "node:crypto";
import { conversationCommands } from "@rally/shared/conversations";
import type { Input } from "@rally/shared/commands";
import { RallyError } from "@rally/shared/errors";
import { directConversationId, newId } from "@rally/shared/ids";
import type { Bus } from "@rally/shared/server/bus";
import type { Transaction } from "@rally/shared/server/database";
import { Conversation } from "@rally/shared/server/models";
import { transactionHandler, type AfterCommit, type CommandHandler } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";
import { notify } from "../notifications/index.js";
import { lockPeople } from "../people/index.js";
import { requireNoBlockAmong, requireNotBlockedWith } from "../relationships/index.js";

interface CreateContext {
  trx: Transaction;
  after: AfterCommit;
  bus: Bus;
}
type CreateInput = Input<typeof conversationCommands.createConversation>;

/** Creates a conversation; an existing two-person conversation is returned. */
export function createConversation({ bus }: ApiContext): CommandHandler {
  return transactionHandler(
    conversationCommands.createConversation,
    async ({ userId }, input, trx, after) => {
      const context = { trx, after, bus };
      switch (input.kind) {
        case "direct":
          return createDirect(context, userId, input);
        case "group":
          return createGroup(context, userId, input);
        case "channel":
          return createChannel(context, userId, input);
      }
    },
  );
}

/** The id is derived from the two users, so that a device can write the first message offline. */
async function createDirect(
  context: CreateContext,
  userId: string,
  { userId: partner }: Extract<CreateInput, { kind: "direct" }>,
): Promise<{ id: string }> {
  if (partner === userId) {
    throw new RallyError("invalid_input", "You cannot start a conversation with yourself", {
      fields: { userId: ["format"] },
    });
  }
  await lockPeople(context.trx, userId, [partner], { alsoBanned: true });
  const id = directConversationId(userId, partner);
  await requireNotBlockedWith(context.trx, userId, [partner]);
  // Reads first: an insert would wait for a transaction that changes the row, which may itself wait
  // for the locks of this one.
  if (await Conversation.query(context.trx).findById(id).select("id")) return { id };
  const created = await context
    .trx("conversations")
    .insert({ id, kind: "direct", member_count: 2, epoch: newEpoch() })
    .onConflict("id")
    .ignore()
    .returning("id");
  if (created.length === 0) return { id };
  await join(context, id, [userId, partner]);
  return { id };
}

async function createGroup(
  context: CreateContext,
  userId: string,
  { name, members }: Extract<CreateInput, { kind: "group" }>,
): Promise<{ id: string }> {
  const others = [...new Set(members)].filter((member) => member !== userId);
  await lockPeople(context.trx, userId, others);
  await requireNotBlockedWith(context.trx, userId, others);
  await requireNoBlockAmong(context.trx, others);
  const id = newId();
  await context.trx("conversations").insert({
    id,
    kind: "group",
    name,
    owner_id: userId,
    member_count: others.length + 1,
    epoch: newEpoch(),
  });
  await join(context, id, [userId, ...others], userId);
  await notify(
    context.trx,
    context.after,
    ...others.map((member) => ({
      userId: member,
      kind: "moderation" as const,
      key: `member:${id}`,
      from: userId,
      conversationId: id,
      data: { action: "added" as const, role: "member" as const, name },
    })),
  );
  return { id };
}

/** The directory lists a public channel, and a private one only if `listed` says so. */
async function createChannel(
  context: CreateContext,
  userId: string,
  {
    name,
    topic,
    visibility,
    listed = visibility === "public",
  }: Extract<CreateInput, { kind: "channel" }>,
): Promise<{ id: string }> {
  await lockPeople(context.trx, userId, []);
  const id = newId();
  await context.trx("conversations").insert({
    ...{ id, kind: "channel", name, topic: topic || null, visibility },
    ...{ listed, owner_id: userId, member_count: 1, epoch: newEpoch() },
  });
  await join(context, id, [userId], userId);
  return { id };
}

const newEpoch = (): number => randomInt(1, 2 ** 32 - 1);

/** Makes users whose rows are locked members of a new conversation, in one statement. */
async function join(
  { trx, after, bus }: CreateContext,
  id: string,
  users: readonly string[],
  owner?: string,
): Promise<void> {
  const { rows } = await trx.raw<{ rows: { user: string; version: number }[] }>(
    `with joining as (
       update users set version = version + 1 where id = any(:users::uuid[]) returning id, version)
     insert into memberships (conversation_id, user_id, role, user_version)
       select :id, id, case when id = :owner::uuid then 'owner' else 'member' end, version
       from joining
       returning user_id as "user", user_version as version`,
    { id, users: [...users], owner: owner ?? null },
  );
  if (rows.length < users.length) throw new Error("A user whose row is locked is not there");
  after(() => {
    for (const { user, version } of rows) bus.publish("user", { user, version, joined: id });
  });
}
