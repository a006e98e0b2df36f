import { draftedConversations, draftText, settingsMap } from "@rally/shared/rooms";
import type { Database } from "@rally/shared/server/database";
import * as Y from "yjs";
import { newDocument } from "./new-document.js";
import { readUserUpdatesAfter } from "./user-store.js";

export interface UserRoomContents {
  drafts: { conversationId: string; text: string }[];
  settings: Record<string, unknown>;
}

/** Reads a user's stored room. Content that a device has not sent yet is missing. */
export async function readUserRoom(database: Database, userId: string): Promise<UserRoomContents> {
  const { updates } = await readUserUpdatesAfter(database, userId, { generation: 0, number: 0 });
  const doc = newDocument();
  try {
    for (const update of updates) Y.applyUpdate(doc, update);
    return {
      drafts: draftedConversations(doc).map((conversationId) => ({
        conversationId,
        text: draftText(doc, conversationId).toJSON(),
      })),
      settings: settingsMap(doc).toJSON(),
    };
  } finally {
    doc.destroy();
  }
}
