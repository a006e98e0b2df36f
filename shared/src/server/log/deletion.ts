import { WORLD_CONVERSATION_ID } from "../../ids/index.js";
import { insertAct } from "./audit.js";
import type { LogBatch } from "./log-batch.js";
import type { CommandCall } from "./log-command.js";

/**
 * Deletes a conversation for all, at the same cost whatever its size: from here on no command and no
 * query finds it. Its row stays, for reports and for the logs of the server's admins. A trigger
 * writes that all members have lost their permission, and lists the conversation for the work that
 * ends the memberships and removes the messages (`api/src/conversations/remove-deleted.ts`).
 * @returns when it was deleted, in milliseconds since the epoch.
 */
export function deleteForAll(batch: LogBatch, actor: Pick<CommandCall, "userId" | "ip">): number {
  const { conversation, now } = batch;
  const { id, kind, meta } = conversation;
  // The commands that follow in the batch are refused as well.
  conversation.isDeleted = true;
  conversation.members.clear();
  batch.countWrite();
  batch.transactionWrites.push({
    async write(trx) {
      const at = new Date(now);
      await trx("conversations")
        .where({ id })
        .update({
          deleted_at: at,
          // Other processes have the state cached: their commits fail on it.
          rights: trx.raw("rights + 1"),
          ...{ listed: false, topic: null, picture: null },
        });
      const deleted = { id, kind, ...(meta.name && { name: meta.name }) };
      // Nobody can read the conversation's own log any more.
      await insertAct(trx, { conversationId: WORLD_CONVERSATION_ID, at }, actor, {
        action: "conversationDeleted",
        data: { conversation: deleted },
      });
      return (bus) => bus.publish("membershipLost", { conversation: id });
    },
  });
  return now;
}
