/// <reference lib="webworker" />
import type { PushMessage } from "@rally/shared/push";

declare const self: ServiceWorkerGlobalScope;

/** What the DOM's types do not know yet. */
interface ShownOptions extends NotificationOptions {
  actions: { action: string; title: string; type?: "button" | "text" }[];
  renotify: boolean;
  timestamp: number;
}

/**
 * Shows what was pushed, takes away what was read elsewhere, and counts on the app's icon. A push
 * that says nothing is shown too: browsers take the right to push from apps that stay silent.
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
    // The same conversation says something new: that rings.
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
    // Platforms may forbid badges; the notification itself is shown.
    console.debug("No app badge", error);
  }
}
