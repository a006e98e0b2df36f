import type { Notification } from "@rally/shared/notifications";
import type { PushAction, PushMessage } from "@rally/shared/push";
import { actionWord, wordsFor, type Place } from "./words.js";

/** Characters of what is said: with all else it stays within the 4 KB that push services carry. */
const BODY = 200;
const TITLE = 120;

/** What a device is sent of a notification. */
export function pushMessageOf(
  notification: Notification,
  to: { userId: string; locale: string; place: Place; unread: number; read: string[] },
): PushMessage {
  const { id, kind, version, at, from, conversationId, message } = notification;
  const { userId, locale, place, unread, read } = to;
  const { title, body } = wordsFor(locale, notification, place);
  return {
    ...{ userId, id, kind, version, locale, at, unread, read },
    title: title.slice(0, TITLE),
    body: body.slice(0, BODY),
    path: pathOf(notification),
    ...(from && { fromId: from.id }),
    ...(conversationId !== undefined && { conversationId }),
    ...(message && { seq: message.seq }),
    actions: actionsOf(kind).map((action) => ({ action, title: actionWord(locale, action) })),
  };
}

function actionsOf(kind: Notification["kind"]): PushAction[] {
  if (kind === "message" || kind === "mention") return ["reply", "read"];
  return kind === "friend_request" ? ["accept", "decline"] : ["read"];
}

/** Where in the app it leads. */
function pathOf({ kind, conversationId, data }: Notification): string {
  if (kind === "friend_request") return "/people/requests";
  if (kind === "friend_accepted") return "/people";
  const isLost = data.action === "removed" || data.action === "banned";
  return conversationId !== undefined && !isLost ? `/c/${conversationId}` : "/notifications";
}
