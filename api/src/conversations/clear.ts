import { clearConversation, clearRoute } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import { may } from "@rally/shared/members";
import { commandIdFrom, transactionHandler, type Dispatcher } from "../commands/index.js";
import { handleRoute, type MountedRoute } from "../http/index.js";
import { nextUserVersion } from "../people/index.js";
import { lockMembership } from "./lock-membership.js";

/** Stores on the caller's own row up to which message the history is deleted for them. */
export const clearHandler = transactionHandler(
  clearConversation,
  async ({ userId }, { conversationId, seq }, trx, after) => {
    const { kind, role, lastSeq, clearedSeq } = await lockMembership(trx, conversationId, userId);
    if (!may(role, "clear", kind)) {
      throw new RallyError("forbidden", "The world chat cannot be deleted");
    }
    const next = Math.min(seq ?? lastSeq, lastSeq);
    if (next <= clearedSeq) return { clearedSeq };
    const version = await nextUserVersion(trx, userId);
    await trx("memberships")
      .where({ conversation_id: conversationId, user_id: userId })
      .update({ cleared_seq: next, user_version: version });
    after((bus) => bus.publish("user", { user: userId, version }));
    return { clearedSeq: next };
  },
);

export function clearRoutes(dispatcher: Dispatcher): MountedRoute[] {
  return [
    handleRoute(clearRoute, async ({ params: { id }, caller, commandId }) => ({
      data: await dispatcher.run(caller, clearConversation, commandIdFrom(commandId), {
        conversationId: id,
      }),
    })),
  ];
}
