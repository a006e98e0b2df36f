import {
  readPushKey,
  subscribeToPush,
  unsubscribeFromPush,
  type PushSubscription,
} from "@rally/shared/push";
import type { Database, Transaction } from "@rally/shared/server/database";
import { type ApiContext, type MountedRoute, handleRoute } from "../http/index.js";
import { readEndpoint } from "./endpoints.js";
import { requireUsableKeys } from "./keys.js";

export function pushRoutes({ database, push, limits }: ApiContext): MountedRoute[] {
  return [
    handleRoute(readPushKey, () => Promise.resolve({ data: { publicKey: push.vapid.publicKey } })),

    handleRoute(subscribeToPush, async ({ body, caller }) => {
      const endpoint = readEndpoint(body.endpoint, push.hosts).href;
      requireUsableKeys(body.keys);
      const { p256dh, auth } = body.keys;
      await database.transaction(async (trx) => {
        // A browser's subscription belongs to the user whose session is active there.
        await trx("push_subscriptions")
          .where({ endpoint })
          .whereNot("session_id", caller.sessionId)
          .delete();
        await trx("push_subscriptions")
          .insert({
            session_id: caller.sessionId,
            user_id: caller.userId,
            ...{ endpoint, p256dh, auth },
            // Browsers renew their subscription at each start: the oldest one is used least.
            created_at: trx.fn.now(),
          })
          .onConflict("session_id")
          .merge();
        await keepNewest(trx, caller.userId, limits.pushDevices);
      });
      return { data: { subscribed: true } };
    }),

    handleRoute(unsubscribeFromPush, async ({ caller }) => {
      await database("push_subscriptions").where("session_id", caller.sessionId).delete();
      return { data: { subscribed: false } };
    }),
  ];
}

/** Removes a user's oldest subscriptions past `kept`: each is a request for every notification. */
async function keepNewest(trx: Transaction, userId: string, kept: number): Promise<void> {
  await trx("push_subscriptions")
    .whereIn(
      "session_id",
      trx("push_subscriptions")
        .where("user_id", userId)
        .orderBy([
          { column: "created_at", order: "desc" },
          { column: "session_id", order: "desc" },
        ])
        .offset(kept)
        .select("session_id"),
    )
    .delete();
}

export interface Subscribed {
  session: string;
  subscription: PushSubscription;
}

/** A user's push subscriptions, of active sessions. */
export async function subscriptionsOf(database: Database, userId: string): Promise<Subscribed[]> {
  const rows = await database("push_subscriptions as p")
    .join("sessions as s", "s.id", "p.session_id")
    .where("p.user_id", userId)
    .whereNull("s.ended_at")
    .where("s.expires_at", ">", database.fn.now())
    .select<{ session_id: string; endpoint: string; p256dh: string; auth: string }[]>(
      "p.session_id",
      "p.endpoint",
      "p.p256dh",
      "p.auth",
    );
  return rows.map(({ session_id: session, endpoint, p256dh, auth }) => ({
    session,
    subscription: { endpoint, keys: { p256dh, auth } },
  }));
}

/** Deletes a subscription that has ended, unless it was renewed since. */
export async function forgetSubscription(
  database: Database,
  { session, subscription }: Subscribed,
): Promise<void> {
  await database("push_subscriptions")
    .where({ session_id: session, endpoint: subscription.endpoint })
    .delete();
}
