import { randomInt } from "node:crypto";
import { conversationCommands } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import { directConversationId } from "@rally/shared/ids";
import { Membership, User } from "@rally/shared/server/models";
import { inTransaction, type CommandHandler } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";

/** Starts a two-person conversation, or finds it again: its id follows from who the two are. */
export function createDirect({ bus }: ApiContext): CommandHandler {
  return inTransaction(
    conversationCommands.createConversation,
    async ({ userId }, input, trx, after) => {
      if (input.userId === userId) {
        throw new RallyError("invalid_input", "A conversation with oneself is none", {
          fields: { userId: ["format"] },
        });
      }
      const partner = await User.query(trx).findById(input.userId).whereNull("deleted_at");
      if (!partner) throw new RallyError("not_found", "There is no such user");
      const id = directConversationId(userId, partner.id);
      const created = await trx("conversations")
        .insert({ id, kind: "direct", member_count: 2, epoch: randomInt(1, 2 ** 32 - 1) })
        .onConflict("id")
        .ignore()
        .returning("id");
      if (created.length === 0) return { id };
      for (const member of [userId, partner.id].sort()) {
        const version = await nextUserVersion(trx, member);
        await Membership.query(trx).insert({
          conversationId: id,
          userId: member,
          userVersion: version,
        });
        after(() => {
          bus.publish("user", { user: member, version, joined: id });
        });
      }
      return { id };
    },
  );
}

async function nextUserVersion(trx: Parameters<typeof User.query>[0], id: string): Promise<number> {
  const user = await User.query(trx)
    .findById(id)
    .increment("version", 1)
    .returning("version")
    .first();
  if (!user) throw new RallyError("not_found", "There is no such user");
  return user.version;
}
