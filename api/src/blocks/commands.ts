import { blockCommands as commands } from "@rally/shared/blocks";
import { RallyError } from "@rally/shared/errors";
import { directConversationId } from "@rally/shared/ids";
import type { Transaction } from "@rally/shared/server/database";
import { inTransaction, type AfterCommit, type CommandHandler } from "../commands/index.js";
import { endFriendship } from "../friends/index.js";
import type { ApiContext } from "../http/index.js";
import { lockPeople, nextUserVersion } from "../people/index.js";

/** Blocks: rows, the lock of what the two share, and the word to one's other devices. */
export function blockHandlers({ bus }: ApiContext): CommandHandler[] {
  const tell = async (
    trx: Transaction,
    after: AfterCommit,
    [by, user, blocked]: [by: string, user: string, blocked: boolean],
  ): Promise<number> => {
    const version = await nextUserVersion(trx, by);
    await trx("block_changes")
      .insert({ blocker_id: by, blocked_id: user, version, blocked })
      .onConflict(["blocker_id", "blocked_id"])
      .merge();
    after(() => {
      bus.publish("blocked", { by, user });
      bus.publish("user", { user: by, version });
    });
    return version;
  };
  return [
    inTransaction(commands.blockUser, async ({ userId: by }, { userId: user }, trx, after) => {
      refuseOneself(by, user);
      await lockBoth(trx, by, user);
      const row = { blocker_id: by, blocked_id: user };
      const fresh = await trx("blocks").insert(row).onConflict().ignore().returning("blocker_id");
      await endFriendship({ trx, after, bus }, by, user);
      const version =
        fresh.length > 0 ? await tell(trx, after, [by, user, true]) : await told(trx, by, user);
      return { userId: user, blocked: true, ...(version !== undefined && { version }) };
    }),

    inTransaction(commands.unblockUser, async ({ userId: by }, { userId: user }, trx, after) => {
      refuseOneself(by, user);
      await lockBoth(trx, by, user);
      const gone = await trx("blocks").where({ blocker_id: by, blocked_id: user }).delete();
      const version =
        gone > 0 ? await tell(trx, after, [by, user, false]) : await told(trx, by, user);
      return { userId: user, blocked: false, ...(version !== undefined && { version }) };
    }),
  ];
}

/** The version of the last word of `by` about `user`. */
async function told(trx: Transaction, by: string, user: string): Promise<number | undefined> {
  const row = await trx<{ blocker_id: string; blocked_id: string; version: number }>(
    "block_changes",
  )
    .where({ blocker_id: by, blocked_id: user })
    .first("version");
  return row?.version;
}

/**
 * Locks the conversation of the two and then the two, in the order in which everybody does. Its
 * `rights` make whatever is being committed there look again: it was decided on whether they were
 * on terms. The users' rows keep it from being started meanwhile; one that was, just before they
 * were locked, is found by the second look.
 */
async function lockBoth(trx: Transaction, by: string, user: string): Promise<void> {
  const touch = () =>
    trx("conversations").where("id", directConversationId(by, user)).increment("rights", 1);
  const touched = await touch();
  await lockPeople(trx, by, [user], { alsoBanned: true });
  if (touched === 0) await touch();
}

function refuseOneself(by: string, user: string): void {
  if (by !== user) return;
  throw new RallyError("invalid_input", "One cannot block oneself", {
    fields: { userId: ["format"] },
  });
}
