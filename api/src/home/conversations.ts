import type { HomePart } from "@rally/shared/home";
import { unreadConversations } from "../conversations/index.js";
import { counted, type HomeReading } from "./reading.js";

/** Conversations with something unread, the one that spoke last first. */
export async function conversationsPart(reading: HomeReading): Promise<HomePart<"conversations">> {
  const { database, userId } = reading;
  const { found, ...page } = await counted(reading, (asked) =>
    unreadConversations(database, userId, asked),
  );
  return { ...page, rows: found.map(({ conversation }) => conversation) };
}
