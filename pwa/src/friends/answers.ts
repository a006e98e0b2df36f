import { type blockUser } from "@rally/shared/blocks";
import type { Output } from "@rally/shared/commands";
import { type requestFriend } from "@rally/shared/friends";
import { restrainUser, unrestrainUser } from "@rally/shared/restraints";
import { keepRestraints } from "../conversations/index.js";
import type { AnswerFolding } from "../outbox/index.js";
import { relationCommands } from "./relation.js";
import { keepBlock, keepFriend } from "./rows.js";

const { blockUser: block, unblockUser: unblock, ...others } = relationCommands;
const { restrainUser: _restrain, unrestrainUser: _unrestrain, ...friend } = others;
const friendNames = new Set<string>(Object.values(friend).map(({ name }) => name));
const blockNames = new Set<string>([block.name, unblock.name]);
const restraintNames = new Set<string>([restrainUser.name, unrestrainUser.name]);

/** Makes pending changes between people real, as soon as the server has answered. */
export const relationAnswers: AnswerFolding = {
  async succeeded(database, row, data) {
    if (friendNames.has(row.name)) {
      const { userId, state, version } = data as Output<typeof requestFriend>;
      await keepFriend(database, { userId, state, version, at: row.createdAt });
    } else if (blockNames.has(row.name)) {
      const { userId, blocked, version } = data as Output<typeof blockUser>;
      if (version !== undefined) await keepBlock(database, { userId, blocked, version });
    } else if (restraintNames.has(row.name)) {
      await keepRestraints(database, [data as Output<typeof restrainUser>]);
    }
  },

  async refused(database, row) {
    // It held here at once, so that it has to be taken back.
    if (!restraintNames.has(row.name)) return false;
    const { userId } = row.input as { userId: string };
    const held = await database.restraints.get(userId);
    const restrained = row.name === unrestrainUser.name;
    await keepRestraints(database, [{ userId, restrained, version: held?.version ?? 0 }]);
    return false;
  },
};
