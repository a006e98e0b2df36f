import { blockCommands as commands } from "@rally/shared/blocks";
import { RallyError } from "@rally/shared/errors";
import type { Limits } from "@rally/shared/limits";
import type { Transaction } from "@rally/shared/server/database";
import { inTransaction, type AfterCommit, type CommandHandler } from "../commands/index.js";
import { endFriendship } from "../friends/index.js";
import type { ApiContext } from "../http/index.js";
import { lockPeople, nextUserVersion } from "../people/index.js";

/** Blocks: rows, the lock of what the two share, and the word to one's other devices. */
export function blockHandlers({ bus, limits }: ApiContext): CommandHandler[] {
  const tell = async (
    trx: Transaction,
    after: AfterCommit,
    [by, user, blocked]: [by: string, user: string, blocked: boolean],
  ): Promise<void> => {
    const version = await nextUserVersion(trx, by);
    await trx("block_changes")
      .insert({ blocker_id: by, blocked_id: user, version, blocked })
      .onConflict(["blocker_id", "blocked_id"])
      .merge();
    after(() => {
      bus.publish("blocked", { by, user });
      bus.publish("user", { user: by, version });
    });
  };
  return [
    inTransaction(commands.blockUser, async ({ userId: by }, { userId: user }, trx, after) => {
      refuseOneself(by, user);
      const row = { blocker_id: by, blocked_id: user };
      if (await trx("blocks").where(row).first("blocker_id")) return answerOf(trx, row, true);
      await lockBoth(trx, [by, user], limits);
      const fresh = await trx("blocks").insert(row).onConflict().ignore().returning("blocker_id");
      await endFriendship({ trx, after, bus, limits }, by, user);
      if (fresh.length > 0) await tell(trx, after, [by, user, true]);
      return answerOf(trx, row, true);
    }),

    inTransaction(commands.unblockUser, async ({ userId: by }, { userId: user }, trx, after) => {
      refuseOneself(by, user);
      const row = { blocker_id: by, blocked_id: user };
      if (!(await trx("blocks").where(row).first("blocker_id"))) return answerOf(trx, row, false);
      await lockBoth(trx, [by, user], limits);
      const gone = await trx("blocks").where(row).delete();
      if (gone > 0) await tell(trx, after, [by, user, false]);
      return answerOf(trx, row, false);
    }),
  ];
}

interface BlockKey {
  blocker_id: string;
  blocked_id: string;
}

/** What the command answers, with the version of the blocker's row about the other; none: there never was one. */
async function answerOf(trx: Transaction, key: BlockKey, blocked: boolean) {
  const row = await trx<BlockKey & { version: number }>("block_changes")
    .where(key)
    .first("version");
  return { userId: key.blocked_id, blocked, ...(row && { version: row.version }) };
}

/**
 * Locks the two-person conversation of the two and every room that both are in and that is small
 * enough for read markers, and then the two, in the order in which everybody does. Their `rights` rise, so that whatever is being committed there is decided again: a message
 * between the two on whether one has blocked the other, a read marker on who may see it. A
 * conversation that became a shared one just before the users were locked is found by looking again:
 * then the savepoint is rolled back, which releases all its locks, and the locks are taken again in order.
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
  throw new RallyError("unavailable", "The conversations of the two could not be locked");
}

interface Pair {
  by: string;
  user: string;
  smallRoomMembers: number;
}

// Looked up by keys, one after the other, whatever the statistics say.
const sharedSql = `select m.conversation_id as id
  from (select conversation_id from memberships where user_id = :by offset 0) m
  cross join lateral (
    select from memberships where conversation_id = m.conversation_id and user_id = :user offset 0
  ) o
  cross join lateral (
    select from conversations
    where id = m.conversation_id and member_count <= :smallRoomMembers offset 0
  ) s`;

/** @returns the ids of the conversations that the two share, locked in the order of ids. */
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

function refuseOneself(by: string, user: string): void {
  if (by !== user) return;
  throw new RallyError("invalid_input", "One cannot block oneself", {
    fields: { userId: ["format"] },
  });
}
