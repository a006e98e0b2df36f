import type { HomePart } from "@rally/shared/home";
import { listOf, unreadConversations } from "../conversations/index.js";
import { pageOf, type HomeReading } from "./reading.js";

/** Conversations with something unread, the one that spoke last first. */
export async function conversationsPart(reading: HomeReading): Promise<HomePart<"conversations">> {
  const { database, userId } = reading;
  const page = pageOf(await unreadConversations(database, userId), reading);
  const listed = await listOf(database, userId, { among: page.rows, limit: page.rows.length });
  const found = new Map(listed.map(({ conversation }) => [conversation.id, conversation]));
  return { ...page, rows: page.rows.flatMap((id) => found.get(id) ?? []) };
}
