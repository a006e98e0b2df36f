import { request } from "node:https";
import { rootCertificates } from "node:tls";
import type { PushMessage, PushSubscription } from "@rally/shared/push";
import type { Foundation } from "@rally/shared/server/foundation";
import webPush from "web-push";
import { isAllowed, lookUpOutside, readEndpoint } from "./endpoints.js";
import { unusableKeys } from "./keys.js";

/** Seconds for which a push service keeps what it cannot deliver: a day later it is no news. */
const TTL = 24 * 3600;
/** Milliseconds in which a push service answers, however it spends them. */
const PATIENCE_MS = 10_000;

/** `gone`: the subscription is no more; `later`: it may work another time; `refused`: it will not. */
export type Delivery = "delivered" | "gone" | "later" | "refused";

/**
 * Pushes a message to one device, encrypted for it alone (RFC 8291) and signed as this server
 * (RFC 8292). Of the answer only the status is read; redirects are not followed. `ending` breaks it off.
 * @throws what no later attempt can change, such as an endpoint that is not allowed any more
 */
export async function deliver(
  { push, publicUrl }: Pick<Foundation, "push" | "publicUrl">,
  subscription: PushSubscription,
  message: PushMessage,
  ending: AbortSignal,
): Promise<Delivery> {
  // It was stored before keys were checked, and no device can ever read what is pushed to it.
  if (unusableKeys(subscription.keys).length > 0) return "gone";
  const url = readEndpoint(subscription.endpoint, push.hosts);
  const { headers, body } = webPush.generateRequestDetails(subscription, JSON.stringify(message), {
    TTL,
    urgency: message.kind === "moderation" ? "normal" : "high",
    // A newer word on the same takes an undelivered one's place; at most 32 characters.
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
        signal: AbortSignal.any([ending, AbortSignal.timeout(PATIENCE_MS)]),
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

/** Whom a push service may write to. */
function subjectOf(publicUrl: string | undefined): string {
  if (publicUrl?.startsWith("https:")) return publicUrl;
  return `mailto:rally@${publicUrl === undefined ? "localhost" : new URL(publicUrl).hostname}`;
}
