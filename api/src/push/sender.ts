import { isQuiet, type Notification } from "@rally/shared/notifications";
import type { Services } from "@rally/shared/server/services";
import type { OnStop } from "@rally/shared/server/process";
import type { RemotePresence } from "@rally/sync-server";
import { countUnread, disturbOf, notificationToPush, readLately } from "../notifications/index.js";
import { deliver } from "./deliver.js";
import { claimDue, settlePush, type Due } from "./due.js";
import { pushMessageOf } from "./message.js";
import type { Place } from "./push-texts.js";
import { forgetSubscription, subscriptionsOf, type Subscribed } from "./subscriptions.js";

/** Milliseconds between polls for due pushes without a hint. */
const POLL_MS = 2_000;
/** Milliseconds in which hints are gathered. */
const GATHER_MS = 100;
/** Milliseconds of a claim: longer than all pushes to one user take. */
const CLAIMED_MS = 60_000;
/** With less time left of a claim, no further push starts, because another process could claim it. */
const LEFT_MS = 15_000;
/** The most pushes claimed at once. */
const AT_ONCE = 20;
/** Notifications of one user that are pushed concurrently, each to all devices. */
const AT_ONCE_TO_ONE = 4;
/** The most users with a push in progress; most of that time is spent waiting for push services. */
const MOST_BUSY = 200;

/** `signal` aborts when the process stops. */
interface Pushing {
  services: Services;
  signal: AbortSignal;
}

/**
 * Pushes notifications to devices whose app is closed. The rows of notifications have the time when
 * they are due; after a crash, claimed ones are due again.
 */
export function startPushing(services: Services, presence: RemotePresence, ending: OnStop): void {
  const { bus, logger } = services;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();
  const stopping = new AbortController();
  const { signal } = stopping;
  /** Users with a push in progress, so that a slow push service delays only its own users. */
  const busy = new Map<string, Promise<void>>();

  const look = async (): Promise<void> => {
    while (!signal.aborted && busy.size < MOST_BUSY) {
      const pushUntil = performance.now() + CLAIMED_MS - LEFT_MS;
      const due = await claimDue(services.database, CLAIMED_MS, AT_ONCE, [...busy.keys()]);
      const users = [...new Set(due.map(({ userId }) => userId))];
      await presence.askAndWait(users);
      for (const user of users) {
        const theirs = due.filter(({ userId }) => userId === user);
        busy.set(user, pushAll(user, theirs, pushUntil));
      }
      if (due.length < AT_ONCE) return;
    }
  };
  const pushAll = async (userId: string, due: readonly Due[], pushUntil: number): Promise<void> => {
    const isHere = presence.devicesOf(userId) === "online";
    for (let start = 0; start < due.length && !signal.aborted; start += AT_ONCE_TO_ONE) {
      if (performance.now() > pushUntil) break;
      const some = due.slice(start, start + AT_ONCE_TO_ONE);
      await Promise.all(some.map((one) => push({ services, signal }, one, isHere)));
    }
    busy.delete(userId);
    wake();
  };
  const run = (): void => {
    turn = look()
      .catch((error: unknown) => {
        logger.warn({ err: error }, "failed to push notifications");
      })
      .finally(() => {
        timer = undefined;
      });
  };
  const wake = (): void => {
    if (!signal.aborted) timer ??= setTimeout(run, GATHER_MS);
  };
  const release = bus.subscribe("user", wake);
  const looking = setInterval(wake, POLL_MS);
  ending(async () => {
    // Aborted pushes are due again later, in any process.
    stopping.abort();
    release();
    clearInterval(looking);
    clearTimeout(timer);
    await turn;
    await Promise.all(busy.values());
  });
}

/**
 * Pushes a notification to each device of its user, unless the user is online or has "do not disturb"
 * on. Each attempt is counted, up to `limits.pushTries`.
 */
async function push(pushing: Pushing, due: Due, isHere: boolean): Promise<void> {
  const { database, limits, logger } = pushing.services;
  // More attempts only if a process crashed before it settled the last one.
  const mayPush = !isHere && due.tries <= limits.pushTries;
  try {
    const isLater = mayPush && (await pushToDevices(pushing, due).catch(failed));
    // An aborted push stays claimed and is due again later.
    if (isLater && pushing.signal.aborted) return;
    const isLast = due.tries >= limits.pushTries;
    const again = isLater && !isLast ? limits.pushRetry * 2 ** (due.tries - 1) : null;
    await settlePush(database, due, again);
  } catch (error) {
    logger.warn({ err: error, notification: due.id }, "failed to settle a push");
  }

  function failed(error: unknown): true {
    logger.warn({ err: error, notification: due.id }, "failed to push a notification");
    return true;
  }
}

/** @returns whether a device could not be reached, and may be later. */
async function pushToDevices(pushing: Pushing, { id, userId }: Due): Promise<boolean> {
  const { services } = pushing;
  const { database } = services;
  const [notification, quiet, devices] = await Promise.all([
    notificationToPush(database, id),
    disturbOf(database, userId),
    subscriptionsOf(database, userId),
  ]);
  const isOver = !notification || notification.readAt !== undefined;
  if (isOver || devices.length === 0) return false;
  if (quiet && isQuiet(quiet.disturb, Date.now())) return false;
  const message = await messageFor(services, userId, notification);
  const outcomes = await Promise.all(devices.map((device) => pushTo(pushing, device, message)));
  return outcomes.includes("later");
}

async function messageFor({ database }: Services, userId: string, notification: Notification) {
  const [user, place, unread, read] = await Promise.all([
    database<{ id: string; locale: string }>("users").where("id", userId).first("locale"),
    placeOf(database, notification),
    countUnread(database, userId),
    readLately(database, userId),
  ]);
  return pushMessageOf(notification, {
    userId,
    locale: user?.locale ?? "en",
    place,
    unread,
    read,
  });
}

async function placeOf(
  database: Services["database"],
  { conversationId }: Notification,
): Promise<Place> {
  if (conversationId === undefined) return { kind: undefined, name: undefined };
  const row = await database<{ id: string; kind: string; name: string | null }>("conversations")
    .where("id", conversationId)
    .first("kind", "name");
  return { kind: row?.kind, name: row?.name ?? undefined };
}

async function pushTo(
  { services, signal }: Pushing,
  device: Subscribed,
  message: ReturnType<typeof pushMessageOf>,
) {
  const { logger } = services;
  const { host } = new URL(device.subscription.endpoint);
  const outcome = await deliver(services, device.subscription, message, signal).catch(
    (error: unknown) => {
      logger.warn({ err: error, host }, "failed to make a push request");
      return "refused" as const;
    },
  );
  if (outcome === "gone") await forgetSubscription(services.database, device);
  if (outcome === "refused" || outcome === "later") {
    logger.info({ host, outcome }, "a push service rejected a notification");
  }
  return outcome;
}
