import { RallyError } from "@rally/shared/errors";
import type { Limits } from "@rally/shared/limits";
import { blockCommands as commands } from "@rally/shared/relationships";
import type { Transaction } from "@rally/shared/server/database";
import { transactionHandler, type CommandHandler } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";
import { lockPeople } from "../people/index.js";
import { changeVersion, writeChange, type Change } from "./changes.js";
import { endFriendship } from "./friendships.js";

/** Commands that block a user, under the locks of the conversations that the two users share. */
export function blockHandlers({ bus, limits }: ApiContext): CommandHandler[] {
  return [
    transactionHandler(commands.blockUser, async ({ userId: by }, { userId: user }, trx, after) => {
      requireOther(by, user);
      const row = { blocker_id: by, blocked_id: user };
      if (await trx("blocks").where(row).first("blocker_id")) return answerOf(trx, row, true);
      await lockBoth(trx, [by, user], limits);
      const added = await trx("blocks").insert(row).onConflict().ignore().returning("blocker_id");
      await endFriendship({ trx, after, bus, limits }, by, user);
      if (added.length > 0) await publishBlock({ trx, after, bus }, row, true);
      return answerOf(trx, row, true);
    }),

    transactionHandler(
      commands.unblockUser,
      async ({ userId: by }, { userId: user }, trx, after) => {
        requireOther(by, user);
        const row = { blocker_id: by, blocked_id: user };
        if (!(await trx("blocks").where(row).first("blocker_id"))) return answerOf(trx, row, false);
        await lockBoth(trx, [by, user], limits);
        const removed = await trx("blocks").where(row).delete();
        if (removed > 0) await publishBlock({ trx, after, bus }, row, false);
        return answerOf(trx, row, false);
      },
    ),
  ];
}

interface BlockRow {
  blocker_id: string;
  blocked_id: string;
}

async function publishBlock(
  change: Change,
  { blocker_id: by, blocked_id: user }: BlockRow,
  blocked: boolean,
): Promise<void> {
  await writeChange(change, "block", { userId: by, otherId: user }, { blocked });
  change.after(() => {
    change.bus.publish("blocked", { by, user });
  });
}

async function answerOf(
  trx: Transaction,
  { blocker_id: userId, blocked_id: otherId }: BlockRow,
  blocked: boolean,
) {
  const version = await changeVersion(trx, "block", { userId, otherId });
  return { userId: otherId, blocked, ...(version !== undefined && { version }) };
}

/**
 * Locks the two-person conversation of two users and each room of both that is small enough for read
 * markers, then the users, always in this order. It raises the `rights` of these conversations, so
 * that a commit in progress there is decided again. A second read finds a conversation that the two
 * joined before their rows were locked: a rollback to the savepoint then releases all locks, and they
 * are taken again in order.
 * @throws RallyError `unavailable` when they join conversations faster than these can be locked
 */
async function lockBoth(
  trx: Transaction,
  [by, user]: [by: string, user: string],
  { smallRoomMembers }: Limits,
): Promise<void> {
  const pair = { by, user, smallRoomMembers };
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const savepoint = await trx.transaction();
    try {
      const locked = new Set(await touchShared(savepoint, pair));
      await lockPeople(savepoint, by, [user], { alsoBanned: true });
      const shared = await savepoint.raw<{ rows: { id: string }[] }>(sharedSql, { ...pair });
      if (shared.rows.every(({ id }) => locked.has(id))) {
        await savepoint.commit();
        return;
      }
      await savepoint.rollback();
    } catch (error) {
      await savepoint.rollback();
      throw error;
    }
  }
  throw new RallyError("unavailable", "The conversations of the two users could not be locked");
}

interface Pair {
  by: string;
  user: string;
  smallRoomMembers: number;
}

// `offset 0` has PostgreSQL look up each row by its key, whatever its statistics say.
const sharedSql = `select m.conversation_id as id
  from (select conversation_id from memberships where user_id = :by offset 0) m
  cross join lateral (
    select from memberships where conversation_id = m.conversation_id and user_id = :user offset 0
  ) o
  cross join lateral (
    select from conversations
    where id = m.conversation_id and member_count <= :smallRoomMembers offset 0
  ) s`;

/** Locks the conversations that the two users share, in the order of their ids. @returns the ids. */
async function touchShared(trx: Transaction, pair: Pair): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `with shared as materialized (
      select id from conversations where id = any(array(${sharedSql})) order by id for no key update
    )
    update conversations c set rights = rights + 1 from shared where c.id = shared.id
    returning c.id`,
    { ...pair },
  );
  return rows.map(({ id }) => id);
}

function requireOther(by: string, user: string): void {
  if (by !== user) return;
  throw new RallyError("invalid_input", "Users cannot block themselves", {
    fields: { userId: ["format"] },
  });
}
