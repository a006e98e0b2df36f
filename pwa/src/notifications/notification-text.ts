import { msg, str } from "@lit/localize";
import { notificationPath, type NotificationKind } from "@rally/shared/notifications";
import { contentPreview } from "../content/index.js";
import type { IconName } from "../design/index.js";
import { untilLabel } from "../members/index.js";
import type { NotificationView } from "./notification-list.js";

interface KindText {
  icon(view: NotificationView): IconName;
  /** @param place the conversation's name; undefined for a conversation of two users. */
  sentence(view: NotificationView, who: string, place: string | undefined): string;
}

const kinds: Record<NotificationKind, KindText> = {
  mention: {
    icon: () => "atSign",
    sentence: (_view, who, place) =>
      place ? msg(str`${who} mentioned you in ${place}`) : msg(str`${who} mentioned you`),
  },
  message: {
    icon: () => "messageCircle",
    sentence: ({ count }, who, place) => messageSentence(who, place, count),
  },
  friend_request: {
    icon: () => "userPlus",
    sentence: (_view, who) => msg(str`${who} sent you a friend request`),
  },
  friend_accepted: {
    icon: () => "userCheck",
    sentence: (_view, who) => msg(str`${who} accepted your friend request`),
  },
  join_request: {
    icon: () => "userPlus",
    sentence: (_view, who, place) =>
      place ? msg(str`${who} wants to join ${place}`) : msg(str`${who} wants to join a channel`),
  },
  report: {
    icon: () => "flag",
    sentence: (_view, _who, place) =>
      place ? msg(str`A message in ${place} was reported`) : msg("There's a new report"),
  },
  challenge: {
    icon: () => "gamepad",
    sentence: (_view, who) => msg(str`${who} challenged you to a match`),
  },
  match_started: {
    icon: () => "gamepad",
    sentence: (_view, who) => msg(str`Your match with ${who} starts now`),
  },
  moderation: {
    icon: ({ data: { action } }) =>
      action === "added" || action === "accepted" ? "users" : "shield",
    sentence: (view, who, place) => moderationSentence(view, who, place ?? msg("a group")),
  },
};

/** The entry of a kind; undefined for a kind that only a newer server knows. */
function wordsOf({ kind }: NotificationView): KindText | undefined {
  return Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
}

export function iconOf(view: NotificationView): IconName {
  return wordsOf(view)?.icon(view) ?? "bell";
}

/** The path it links to; never a conversation that is not on this device. */
export function pathOf({ kind, conversation, conversationId }: NotificationView): string {
  return notificationPath({ kind, conversationId: conversation && conversationId });
}

/** The text of its message in one line; undefined if it was deleted. */
export function excerptOf({ content, excerpt }: NotificationView): string | undefined {
  return content === undefined ? excerpt : contentPreview(content);
}

/** The event as a sentence. */
export function sentenceOf(view: NotificationView): string {
  const who = view.from?.displayName ?? msg("Someone");
  return wordsOf(view)?.sentence(view, who, placeOf(view)) ?? msg("New activity");
}

function messageSentence(who: string, place: string | undefined, count: number): string {
  if (count === 1)
    return place
      ? msg(str`${who} sent a message in ${place}`)
      : msg(str`${who} sent you a message`);
  return place
    ? msg(str`${count} new messages in ${place}`)
    : msg(str`${count} new messages from ${who}`);
}

function moderationSentence({ data }: NotificationView, who: string, place: string): string {
  if (data.action === "added") return msg(str`${who} added you to ${place}`);
  if (data.action === "accepted") return msg(str`Your request to join ${place} was accepted`);
  if (data.action === "declined") return msg(str`Your request to join ${place} was declined`);
  if (data.action === "removed") return msg(str`You were removed from ${place}`);
  if (data.action === "bannedHere") return msg(str`You were banned from ${place}`);
  if (data.action === "muted") {
    const until = untilLabel(data.until);
    return until
      ? msg(str`You were muted in ${place} ${until}`)
      : msg(str`You were muted in ${place}`);
  }
  if (data.action === "unmuted") return msg(str`You can write in ${place} again`);
  if (data.action === "banned") return msg("Your account was banned from this server");
  return msg(str`You're now ${roleWord(data.role)} in ${place}`);
}

function roleWord(role: string | undefined): string {
  const words: Record<string, string> = {
    owner: msg("the owner"),
    admin: msg("an admin"),
    moderator: msg("a moderator"),
  };
  return words[role ?? ""] ?? msg("a member");
}

/** The name of its conversation; undefined for two users, where the other's name is enough. */
function placeOf({ conversation, data }: NotificationView): string | undefined {
  if (conversation?.kind === "world") return msg("World chat");
  return conversation?.name ?? data.name;
}
