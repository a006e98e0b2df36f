import { homeParts, type Home, type HomePart, type HomePartName } from "@rally/shared/home";
import { unreadConversations } from "../conversations/index.js";
import { unreadNotifications } from "../notifications/index.js";
import { friendsPart, requestsPart } from "./friends.js";
import { challengesPart, matchesPart } from "./games.js";
import { counted, type HomeReading } from "./reading.js";

/** The reader of each part, with a constant number of queries. */
const readers: { [N in HomePartName]: (reading: HomeReading) => Promise<HomePart<N>> } = {
  conversations: conversationsPart,
  friends: friendsPart,
  requests: requestsPart,
  notifications: notificationsPart,
  challenges: challengesPart,
  matches: matchesPart,
};

/** All parts of a user's home, read concurrently, or one of them. */
export async function homeOf(reading: HomeReading, only?: HomePartName): Promise<Home> {
  const names = only ? [only] : (Object.keys(homeParts) as HomePartName[]);
  const parts = await Promise.all(names.map(async (name) => [name, await readers[name](reading)]));
  return Object.fromEntries(parts) as Home;
}

/** Conversations with unread messages, the most recent first. */
async function conversationsPart(reading: HomeReading): Promise<HomePart<"conversations">> {
  const { database, userId } = reading;
  const { found, ...page } = await counted(reading, (asked) =>
    unreadConversations(database, userId, asked),
  );
  return { ...page, rows: found.map(({ conversation }) => conversation) };
}

/** Unread notifications, the newest first. */
async function notificationsPart(reading: HomeReading): Promise<HomePart<"notifications">> {
  const { database, userId } = reading;
  const { found, ...page } = await counted(reading, (asked) =>
    unreadNotifications(database, userId, asked),
  );
  return { ...page, rows: found.map(({ notification }) => notification) };
}
