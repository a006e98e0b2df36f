import { request } from "node:https";
import { rootCertificates } from "node:tls";
import { notificationKind } from "@rally/shared/notifications";
import type { PushMessage, PushSubscription } from "@rally/shared/push";
import type { Services } from "@rally/shared/server/services";
import webPush from "web-push";
import { isAllowed, lookUpOutside, readEndpoint } from "./endpoints.js";
import { unusableKeys } from "./keys.js";

/** Seconds for which a push service keeps an undelivered message: one day. */
const TTL = 24 * 3600;
/** Milliseconds in which a push service must answer. */
const TIMEOUT_MS = 10_000;

/** `gone`: the subscription has ended; `later`: a retry may succeed; `refused`: it will not. */
export type Delivery = "delivered" | "gone" | "later" | "refused";

/**
 * Pushes a message to one device, encrypted for it alone (RFC 8291) and signed as this server
 * (RFC 8292). It reads only the status of the response and follows no redirects. `ending` aborts it.
 * @throws an error that no retry can change, such as an endpoint that is no longer allowed
 */
export async function deliver(
  { push, publicUrl }: Pick<Services, "push" | "publicUrl">,
  subscription: PushSubscription,
  message: PushMessage,
  ending: AbortSignal,
): Promise<Delivery> {
  // Stored before keys were checked: no device can decrypt a push to it.
  if (unusableKeys(subscription.keys).length > 0) return "gone";
  const url = readEndpoint(subscription.endpoint, push.hosts);
  const { headers, body } = webPush.generateRequestDetails(subscription, JSON.stringify(message), {
    TTL,
    urgency: notificationKind(message.kind)?.urgency ?? "high",
    // A newer push with this topic replaces an undelivered one; at most 32 characters.
    topic: message.id.replaceAll("-", ""),
    vapidDetails: { subject: subjectOf(publicUrl), ...push.vapid },
  });
  const named = isAllowed(url, push.hosts);
  return new Promise((resolve) => {
    const asked = request(
      url,
      {
        method: "POST",
        headers,
        signal: AbortSignal.any([ending, AbortSignal.timeout(TIMEOUT_MS)]),
        agent: false,
        ...(!named && { lookup: lookUpOutside }),
        ...(named && push.ca !== undefined && { ca: [...rootCertificates, push.ca] }),
      },
      (response) => {
        response.destroy();
        resolve(deliveryOf(response.statusCode ?? 0));
      },
    );
    asked.on("error", () => resolve("later"));
    asked.end(body);
  });
}

function deliveryOf(status: number): Delivery {
  if (status >= 200 && status < 300) return "delivered";
  if (status === 404 || status === 410) return "gone";
  return status === 429 || status >= 500 ? "later" : "refused";
}

/** The contact address for push services. */
function subjectOf(publicUrl: string | undefined): string {
  if (publicUrl?.startsWith("https:")) return publicUrl;
  return `mailto:rally@${publicUrl === undefined ? "localhost" : new URL(publicUrl).hostname}`;
}
