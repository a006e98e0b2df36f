import {
  addPinRoute,
  listPins,
  pinMessage,
  removePinRoute,
  type PinnedMessage,
} from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import { may } from "@rally/shared/members";
import { runPrepared, type Database } from "@rally/shared/server/database";
import { appendPin, messagesById, pinCounts, pinsByMessage } from "@rally/shared/server/log";
import { existsSql } from "@rally/shared/server/models";
import { commandIdFrom, inConversation, type Dispatcher } from "../commands/index.js";
import { handleRoute, type ApiContext, type MountedRoute } from "../http/index.js";
import { messageOf, type StoredMessageColumns } from "./history.js";
import {
  noSuchConversation,
  requireMessage,
  requireMayWrite,
  requireNotDeleted,
} from "./policy.js";

export const pinHandler = inConversation(pinMessage, {
  conversationOf: ({ conversationId }) => conversationId,
  reads: ({ conversationId, messageId }) => ({
    rows: [
      [messagesById, [messageId]],
      [pinsByMessage, [messageId]],
      [pinCounts, [conversationId]],
    ],
  }),
  decide({ userId }, { messageId, pinned }, batch) {
    const { role } = batch.requireMember(userId);
    const message = requireMessage(batch, userId, messageId);
    if (!may(role, "pinMessage", batch.conversation.kind)) {
      throw new RallyError("forbidden", "Only moderators can pin messages");
    }
    requireMayWrite(batch, userId);
    // A deleted message is not pinned: unpinning it changes nothing.
    if (pinned) requireNotDeleted(message);
    return { id: messageId, ...appendPin(batch, { message: messageId, pinned, author: userId }) };
  },
});

/** `id` is null, like all columns of the message, without a pin or if the user has deleted the message. */
type PinColumns = { pinned_at: Date } & (
  StoredMessageColumns | ({ id: null } & Omit<StoredMessageColumns, "id">)
);

/**
 * All pinned messages, the newest pin first; the limit bounds them.
 * @throws RallyError `not_found`
 */
async function pinsOf(
  database: Database,
  userId: string,
  conversationId: string,
): Promise<PinnedMessage[]> {
  const rows = await runPrepared<PinColumns>(
    database,
    {
      name: "pinned_messages",
      text: `select t.id, t.seq, t.version, t.author_id, t.content, t.reply_to, t.created_at,
          t.sent_at, t.edited_at, t.deleted_at, p.at as pinned_at
        from memberships me
          left join lateral (select * from pins where conversation_id = $1 and pinned
            order by at desc, message_id offset 0) p on true
          left join lateral (select * from messages
            where id = p.message_id and seq > me.cleared_seq offset 0) t on true
        where me.conversation_id = $1 and me.user_id = $2 and ${existsSql("$1")}
        order by p.at desc, p.message_id`,
    },
    [conversationId, userId],
  );
  if (rows.length === 0) throw noSuchConversation();
  return rows.flatMap(({ pinned_at: at, ...row }) =>
    row.id === null ? [] : [{ message: messageOf(row), pinnedAt: at.getTime() }],
  );
}

export function pinRoutes(
  { database, history }: ApiContext,
  dispatcher: Dispatcher,
): MountedRoute[] {
  return [
    handleRoute(listPins, async ({ params, caller }) => ({
      data: await pinsOf(database, caller.userId, params.id),
      meta: { lineage: history.lineage },
    })),
    ...([addPinRoute, removePinRoute] as const).map((route) =>
      handleRoute(
        route,
        async ({ params: { id, messageId }, caller, commandId }) => ({
          data: await dispatcher.run(caller, pinMessage, commandIdFrom(commandId), {
            conversationId: id,
            messageId,
            pinned: route === addPinRoute,
          }),
        }),
        { queuesItsWrites: true },
      ),
    ),
  ];
}
