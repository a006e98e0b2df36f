import { createConversation } from "@rally/shared/conversations";
import { directConversationId } from "@rally/shared/ids";
import type { Person } from "@rally/shared/people";
import { storing, type ConversationRow, type RallyDatabase } from "../../database/index.js";
import { enqueue } from "../../outbox/index.js";
import { keepPeople } from "../../people/index.js";

/**
 * Opens the direct conversation with `person`; works offline, because its id is derived from the
 * two users, and messages in it wait for its creation.
 * @returns the conversation's id.
 */
export function startConversation(database: RallyDatabase, person: Person): Promise<string> {
  const id = directConversationId(database.userId, person.id);
  const { outbox, conversations, people } = database;
  return storing(() =>
    database.transaction("rw", [outbox, conversations, people], async () => {
      await keepPeople(database, [person]);
      if (await conversations.get(id)) return id;
      await conversations.add(unlisted(id, person));
      const input = { kind: "direct", userId: person.id } as const;
      await enqueue(database, createConversation, input, { conversation: id });
      return id;
    }),
  );
}

/** The row of a conversation that the server has not listed yet. */
function unlisted(id: string, partner: Person): ConversationRow {
  return {
    id,
    kind: "direct",
    version: 0,
    lastSeq: 0,
    marker: 0,
    unread: 0,
    joinedSeq: 0,
    memberCount: 2,
    partner,
    cursor: -1,
    oldestSeq: null,
    lastActivity: Date.now(),
    counted: { unread: 0, marker: 0, lastSeq: 0 },
  };
}
