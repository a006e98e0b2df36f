import { listEdits, type Content, type MessageVersion } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import { runPrepared, type Database } from "@rally/shared/server/database";
import { existsSql } from "@rally/shared/server/models";
import { handleRoute, type ApiContext, type MountedRoute } from "../http/index.js";
import { noSuchConversation, noSuchMessage } from "./policy.js";

interface TextRow {
  /** Null, like the rest, if the conversation has no such message. */
  id: string | null;
  /** Null if the message is deleted. */
  content: Content | null;
  at: Date;
}

/** One statement: an edit that is committed in the meantime is there with both texts, or not at all. */
const textsOf = {
  name: "texts_of_message",
  text: `select m.id, t.content, t.at from memberships me
    left join lateral (
      select * from messages where id = $3 and conversation_id = $1 and seq > me.cleared_seq offset 0) m on true
    left join lateral (
      select version, content, at from message_edits where message_id = m.id
      union all
      select m.version, m.content, coalesce(m.edited_at, m.created_at)) t on true
    where me.conversation_id = $1 and me.user_id = $2 and ${existsSql("$1")}
    order by t.version`,
};

/** @throws RallyError `not_found`, `message_deleted` */
async function versionsOf(
  database: Database,
  userId: string,
  { id, messageId }: { id: string; messageId: string },
): Promise<MessageVersion[]> {
  const rows = await runPrepared<TextRow>(database, textsOf, [id, userId, messageId]);
  const [first] = rows;
  if (!first) throw noSuchConversation();
  if (first.id === null) throw noSuchMessage();
  return rows.map(({ content, at }) => {
    if (!content) throw new RallyError("message_deleted", "The message was deleted");
    return { content, at: at.getTime() };
  });
}

export function editRoutes({ database, history }: ApiContext): MountedRoute[] {
  return [
    handleRoute(listEdits, async ({ params, caller }) => ({
      data: await versionsOf(database, caller.userId, params),
      meta: { lineage: history.lineage },
    })),
  ];
}
