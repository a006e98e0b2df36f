import {
  type blockUser,
  type requestFriend,
  ignoreUser,
  unignoreUser,
} from "@rally/shared/relationships";
import type { Output } from "@rally/shared/commands";
import type { ResultHandler } from "../outbox/index.js";
import { storeIgnores } from "./ignored.js";
import { relationCommands } from "./relation.js";
import { keepBlock, keepFriend } from "./rows.js";

const { blockUser: block, unblockUser: unblock, ...others } = relationCommands;
const { ignoreUser: _ignore, unignoreUser: _unignore, ...friend } = others;
const friendNames = new Set<string>(Object.values(friend).map(({ name }) => name));
const blockNames = new Set<string>([block.name, unblock.name]);
const ignoreNames = new Set<string>([ignoreUser.name, unignoreUser.name]);

/** Stores the confirmed changes of relationships when the server has answered. */
export const relationResults: ResultHandler = {
  async succeeded(database, row, data) {
    if (friendNames.has(row.name)) {
      const { userId, state, version } = data as Output<typeof requestFriend>;
      await keepFriend(database, { userId, state, version, at: row.createdAt });
    } else if (blockNames.has(row.name)) {
      const { userId, blocked, version } = data as Output<typeof blockUser>;
      if (version !== undefined) await keepBlock(database, { userId, blocked, version });
    } else if (ignoreNames.has(row.name)) {
      await storeIgnores(database, [data as Output<typeof ignoreUser>]);
    }
  },

  async refused(database, row) {
    // Ignoring was applied at once, so a refusal has to be reverted.
    if (!ignoreNames.has(row.name)) return false;
    const { userId } = row.input as { userId: string };
    const stored = await database.ignores.get(userId);
    const ignored = row.name === unignoreUser.name;
    await storeIgnores(database, [{ userId, ignored, version: stored?.version ?? 0 }]);
    return false;
  },
};
