import { msg, str } from "@lit/localize";
import type { IconName } from "../design/index.js";
import { paths } from "../navigation/index.js";
import type { NotificationView } from "./listed.js";

/** What a notification is drawn with; a kind of a newer server gets a bell. */
export function iconOf({ kind, data }: NotificationView): IconName {
  const icons: Record<string, IconName> = {
    mention: "atSign",
    message: "messageCircle",
    friend_request: "userPlus",
    friend_accepted: "userCheck",
    moderation: data.action === "added" ? "users" : "shield",
  };
  return icons[kind] ?? "bell";
}

/** Where it leads. */
export function pathOf({ kind, conversation, conversationId }: NotificationView): string {
  if (kind === "friend_request") return paths.people("requests");
  if (kind === "friend_accepted") return paths.people();
  if (conversation && conversationId !== undefined) return paths.conversation(conversationId);
  return paths.notifications();
}

/** What happened, in a sentence. */
export function sentenceOf(view: NotificationView): string {
  const who = view.from?.displayName ?? msg("Somebody");
  const place = placeOf(view);
  switch (view.kind) {
    case "mention":
      return place ? msg(str`${who} mentioned you in ${place}`) : msg(str`${who} mentioned you`);
    case "message":
      return messageSentence(who, place, view.count);
    case "friend_request":
      return msg(str`${who} would like to be your friend`);
    case "friend_accepted":
      return msg(str`${who} accepted your friend request`);
    case "moderation":
      return moderationSentence(view, who, place ?? msg("a group"));
    default:
      return msg("Something new");
  }
}

function messageSentence(who: string, place: string | undefined, count: number): string {
  if (count === 1)
    return place ? msg(str`${who} wrote in ${place}`) : msg(str`${who} wrote to you`);
  return place
    ? msg(str`${count} new messages in ${place}`)
    : msg(str`${count} new messages from ${who}`);
}

function moderationSentence({ data }: NotificationView, who: string, place: string): string {
  if (data.action === "added") return msg(str`${who} added you to ${place}`);
  if (data.action === "removed") return msg(str`You were removed from ${place}`);
  if (data.action === "banned") return msg("You were banned from this server");
  return msg(str`In ${place} you are now ${roleWord(data.role)}`);
}

function roleWord(role: string | undefined): string {
  const words: Record<string, string> = {
    owner: msg("the owner"),
    admin: msg("an admin"),
    moderator: msg("a moderator"),
  };
  return words[role ?? ""] ?? msg("a member");
}

/** How its conversation is called; undefined between two people, where the other one says it all. */
function placeOf({ conversation, data }: NotificationView): string | undefined {
  if (conversation?.kind === "world") return msg("World chat");
  return conversation?.name ?? data.name;
}
