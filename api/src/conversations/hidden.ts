import { hideMessage } from "@rally/shared/conversations";
import {
  runPrepared,
  type Database,
  type Prepared,
  type Transaction,
} from "@rally/shared/server/database";
import { transactionHandler, type CommandHandler } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";
import { lockPeople, nextUserVersion } from "../people/index.js";
import { noSuchConversation, noSuchMessage } from "./policy.js";
import { roleIn } from "./role-in.js";

/** Hides a message from the caller. Only the caller's row is locked, and nothing is logged. */
export function hideHandler({ bus }: ApiContext): CommandHandler {
  return transactionHandler(
    hideMessage,
    async ({ userId }, { conversationId, messageId: id }, trx, after) => {
      await lockPeople(trx, userId, []);
      if (!(await roleIn(trx, userId, conversationId))) throw noSuchConversation();
      const message = await trx("messages")
        .where({ id, conversation_id: conversationId })
        .first<{ id: string } | undefined>("id");
      if (!message) throw noSuchMessage();
      const known = await hiddenVersion(trx, userId, id);
      if (known !== undefined) return { id, version: known };
      const version = await nextUserVersion(trx, userId);
      await trx("hidden_messages").insert({ user_id: userId, message_id: id, version });
      after(() => {
        bus.publish("user", { user: userId, version });
      });
      return { id, version };
    },
  );
}

async function hiddenVersion(
  trx: Transaction,
  userId: string,
  messageId: string,
): Promise<number | undefined> {
  const row = await trx("hidden_messages")
    .where({ user_id: userId, message_id: messageId })
    .first<{ version: number } | undefined>("version");
  return row?.version;
}

/** The messages that user `$1` has hidden, by the versions from `$2` to `$3`. */
const hiddenChanges: Prepared = {
  name: "hidden_message_changes",
  text: `select h.version, m.conversation_id as "conversationId", h.message_id as "messageId"
    from (
      select * from hidden_messages where user_id = $1 and version between $2 and $3
      order by version limit $4
    ) h, lateral (select conversation_id from messages where id = h.message_id offset 0) m
    order by h.version`,
};

interface HiddenChange {
  version: number;
  conversationId: string;
  messageId: string;
}

export function readHiddenChanges(
  database: Database,
  userId: string,
  { since, upTo, limit }: { since: number; upTo: number; limit: number },
): Promise<HiddenChange[]> {
  return runPrepared<HiddenChange>(database, hiddenChanges, [userId, since + 1, upTo, limit]);
}
