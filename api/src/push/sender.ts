import { isQuiet, type Notification } from "@rally/shared/notifications";
import type { Foundation } from "@rally/shared/server/foundation";
import type { Ending } from "@rally/shared/server/process";
import type { HeardPresence } from "@rally/sync-server";
import { countUnread, disturbOf, notificationToPush, readLately } from "../notifications/index.js";
import { deliver } from "./deliver.js";
import { claimDue, settlePush, type Due } from "./due.js";
import { pushMessageOf } from "./message.js";
import type { Place } from "./words.js";
import { forgetSubscription, subscriptionsOf, type Subscribed } from "./subscriptions.js";

/** Where no hint says so, due pushes are looked for this often. */
const LOOK_MS = 2_000;
/** What moves at once is looked at together. */
const GATHER_MS = 100;
/** Longer than all that was claimed for one user may take: then the process that claimed it is dead. */
const CLAIMED_MS = 60_000;
/** With less of a claim left, nothing more is pushed under it: another process may begin before this one ends. */
const LEFT_MS = 15_000;
/** Pushes of one look. */
const AT_ONCE = 20;
/** Notifications of one user that are pushed at the same time, each to all of their devices. */
const AT_ONCE_TO_ONE = 4;
/** Users to whom something is on its way at the same time: most of them wait, for a service far away. */
const MOST_BUSY = 200;

/** `signal`: Rally is ending. */
interface Pushing {
  foundation: Foundation;
  signal: AbortSignal;
}

/**
 * Pushes notifications to devices whose app is closed. What is due stands in the notifications'
 * rows: a process takes some, and whoever dies with them leaves them due again a little later.
 */
export function startPushing(
  foundation: Foundation,
  presence: HeardPresence,
  ending: Ending,
): void {
  const { bus, logger } = foundation;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();
  const stopping = new AbortController();
  const { signal } = stopping;
  /** Nobody waits for another's push service. */
  const busy = new Map<string, Promise<void>>();

  const look = async (): Promise<void> => {
    while (!signal.aborted && busy.size < MOST_BUSY) {
      const pushUntil = performance.now() + CLAIMED_MS - LEFT_MS;
      const due = await claimDue(foundation.database, CLAIMED_MS, AT_ONCE, [...busy.keys()]);
      const users = [...new Set(due.map(({ userId }) => userId))];
      await presence.askAndHear(users);
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
      await Promise.all(some.map((one) => push({ foundation, signal }, one, isHere)));
    }
    busy.delete(userId);
    wake();
  };
  const run = (): void => {
    turn = look()
      .catch((error: unknown) => {
        logger.warn({ err: error }, "notifications could not be pushed");
      })
      .finally(() => {
        timer = undefined;
      });
  };
  const wake = (): void => {
    if (!signal.aborted) timer ??= setTimeout(run, GATHER_MS);
  };
  const release = bus.subscribe("user", wake);
  const looking = setInterval(wake, LOOK_MS);
  ending(async () => {
    // What is under way is due again a little later, at whichever process.
    stopping.abort();
    release();
    clearInterval(looking);
    clearTimeout(timer);
    await turn;
    await Promise.all(busy.values());
  });
}

/**
 * Pushes one to each of its user's devices, unless they see it anyway or want to be left alone.
 * Whatever happens, the attempt is counted and settled: `limits.pushTries` is the most there are.
 */
async function push(pushing: Pushing, due: Due, isHere: boolean): Promise<void> {
  const { database, limits, logger } = pushing.foundation;
  // More only where a process died before it settled the last attempt.
  const mayPush = !isHere && due.tries <= limits.pushTries;
  try {
    const isLater = mayPush && (await pushToDevices(pushing, due).catch(failed));
    // Broken off, it stays claimed: it is due again a little later, at whoever looks next.
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
  const { foundation } = pushing;
  const { database } = foundation;
  const [notification, quiet, devices] = await Promise.all([
    notificationToPush(database, id),
    disturbOf(database, userId),
    subscriptionsOf(database, userId),
  ]);
  const isOver = !notification || notification.readAt !== undefined;
  if (isOver || devices.length === 0) return false;
  if (quiet && isQuiet(quiet.disturb, Date.now())) return false;
  const message = await messageFor(foundation, userId, notification);
  const outcomes = await Promise.all(devices.map((device) => pushTo(pushing, device, message)));
  return outcomes.includes("later");
}

async function messageFor({ database }: Foundation, userId: string, notification: Notification) {
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
  database: Foundation["database"],
  { conversationId }: Notification,
): Promise<Place> {
  if (conversationId === undefined) return { kind: undefined, name: undefined };
  const row = await database<{ id: string; kind: string; name: string | null }>("conversations")
    .where("id", conversationId)
    .first("kind", "name");
  return { kind: row?.kind, name: row?.name ?? undefined };
}

async function pushTo(
  { foundation, signal }: Pushing,
  device: Subscribed,
  message: ReturnType<typeof pushMessageOf>,
) {
  const { logger } = foundation;
  const { host } = new URL(device.subscription.endpoint);
  const outcome = await deliver(foundation, device.subscription, message, signal).catch(
    (error: unknown) => {
      logger.warn({ err: error, host }, "failed to make a push request");
      return "refused" as const;
    },
  );
  if (outcome === "gone") await forgetSubscription(foundation.database, device);
  if (outcome === "refused" || outcome === "later") {
    logger.info({ host, outcome }, "a push service did not take a notification");
  }
  return outcome;
}
