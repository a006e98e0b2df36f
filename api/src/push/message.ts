import { notificationKind, notificationPath, type Notification } from "@rally/shared/notifications";
import type { PushMessage } from "@rally/shared/push";
import { actionWord, wordsFor, type Place } from "./push-texts.js";

/** Characters of the text, so that the whole message stays within the 4 KB that push services carry. */
const BODY = 200;
const TITLE = 120;

/** The push message of a notification. */
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
    actions: (notificationKind(kind)?.actions ?? ["read"]).map((action) => ({
      action,
      title: actionWord(locale, action),
    })),
  };
}

/** The path that a tap opens: not the conversation for a user who was removed from it. */
function pathOf({ kind, conversationId, data }: Notification): string {
  const isLost = data.action === "removed" || data.action === "banned";
  return notificationPath({ kind, conversationId: isLost ? undefined : conversationId });
}
