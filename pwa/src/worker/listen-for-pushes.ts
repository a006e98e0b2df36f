/// <reference lib="webworker" />
import { pushMessageSchema, type PushMessage } from "@rally/shared/push";
import * as z from "zod/mini";
import { request, type Call } from "../http/index.js";
import { subscribe } from "../push/index.js";
import { renewTokens } from "../tokens/index.js";
import { handleNotificationClick } from "./notification-click.js";
import { showPushed } from "./show-pushed.js";

declare const self: ServiceWorkerGlobalScope;

/** Shows pushed notifications and handles clicks on them. */
export function listenForPushes(): void {
  self.addEventListener("push", (event) => {
    event.waitUntil(showPushed(messageOf(event.data?.text())));
  });

  self.addEventListener("notificationclick", (event) => {
    const { notification, action, reply } = event as NotificationEvent & { reply?: string };
    notification.close();
    const message = z.safeParse(pushMessageSchema, notification.data);
    event.waitUntil(
      message.success
        ? handleNotificationClick(message.data, { action, reply })
        : self.clients.openWindow("/notifications"),
    );
  });

  // The push service changed this browser's endpoint: the server needs the new one.
  self.addEventListener("pushsubscriptionchange", (event) => {
    (event as ExtendableEvent).waitUntil(renew());
  });
}

async function renew(): Promise<void> {
  const { accessToken } = await renewTokens(() => undefined);
  const call: Call = (route, options) => request(route, options, accessToken);
  await subscribe(self.registration.pushManager, call);
}

/** The pushed message; undefined if this version of the app cannot parse it. */
function messageOf(text: string | undefined): PushMessage | undefined {
  try {
    const parsed = z.safeParse(pushMessageSchema, JSON.parse(text ?? ""));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // not JSON
  }
}
