/// <reference lib="webworker" />
import type { PushMessage } from "@rally/shared/push";

declare const self: ServiceWorkerGlobalScope;

/** Missing in TypeScript's DOM types. */
interface ShownOptions extends NotificationOptions {
  actions: { action: string; title: string; type?: "button" | "text" }[];
  renotify: boolean;
  timestamp: number;
}

/**
 * Shows a pushed notification, closes those read elsewhere, and sets the app's badge. A push
 * without a message is shown too: browsers revoke the push permission of apps that show nothing.
 */
export async function showPushed(message: PushMessage | undefined): Promise<void> {
  if (!message) {
    await self.registration.showNotification("Rally", { icon, badge: icon });
    return;
  }
  const options: ShownOptions = {
    body: message.body,
    tag: message.id,
    data: message,
    lang: message.locale,
    timestamp: message.at,
    // Alerts again for each new message of the same conversation.
    renotify: true,
    ...{ icon, badge: icon },
    actions: message.actions.map(({ action, title }) => ({
      action,
      title,
      ...(action === "reply" && { type: "text" as const }),
    })),
  };
  await self.registration.showNotification(message.title, options);
  for (const tag of message.read) {
    for (const shown of await self.registration.getNotifications({ tag })) shown.close();
  }
  await countOnIcon(message.unread);
}

const icon = "/icons/icon-192.png";

async function countOnIcon(unread: number): Promise<void> {
  if (!("setAppBadge" in navigator)) return;
  try {
    await navigator.setAppBadge(unread);
  } catch (error) {
    // Some platforms forbid badges; the notification itself is shown.
    console.debug("failed to set the app badge", error);
  }
}
