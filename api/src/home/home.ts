import { homeParts, type Home, type HomePart, type HomePartName } from "@rally/shared/home";
import { conversationsPart } from "./conversations.js";
import { friendsPart, requestsPart } from "./friends.js";
import { notificationsPart } from "./notifications.js";
import type { HomeReading } from "./reading.js";

/** How each part is read, in a flat number of queries; a new one is a line here and in the schema. */
const readers: { [N in HomePartName]: (reading: HomeReading) => Promise<HomePart<N>> } = {
  conversations: conversationsPart,
  friends: friendsPart,
  requests: requestsPart,
  notifications: notificationsPart,
};

/** All parts of a user's home side by side, or one of them. */
export async function homeOf(reading: HomeReading, only?: HomePartName): Promise<Home> {
  const names = only ? [only] : (Object.keys(homeParts) as HomePartName[]);
  const parts = await Promise.all(names.map(async (name) => [name, await readers[name](reading)]));
  return Object.fromEntries(parts) as Home;
}
