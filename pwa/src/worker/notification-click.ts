/// <reference lib="webworker" />
import { friendCommands } from "@rally/shared/relationships";
import type { PushMessage } from "@rally/shared/push";
import { isVisibleText } from "@rally/shared/text";
import { Dexie } from "dexie";
import { markRead, enqueueMessage } from "../conversations/index.js";
import { RallyDatabase } from "../database/index.js";
import { readSome } from "../notifications/index.js";
import { databaseName } from "../storage/index.js";
import { SYNC_TAG, enqueue } from "../outbox/index.js";
import { flushFromWorker } from "./flush-from-worker.js";

declare const self: ServiceWorkerGlobalScope & {
  registration: ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } };
};

const friendAnswers = {
  accept: friendCommands.acceptFriend,
  decline: friendCommands.declineFriend,
};

/**
 * Runs the action of a notification's button, with or without an open page: the command is added to
 * the outbox and sent now or when online. A click on the notification itself opens its page.
 */
export async function handleNotificationClick(
  message: PushMessage,
  { action, reply }: { action: string; reply: string | undefined },
): Promise<void> {
  const replyText = reply && isVisibleText(reply) ? reply : undefined;
  if (!(await Dexie.exists(databaseName(message.userId)))) {
    await openPath("/");
    return;
  }
  // If the platform has no reply field in notifications, the reply is written in the app.
  const opensApp = action === "" || (action === "reply" && replyText === undefined);
  const database = new RallyDatabase(message.userId);
  try {
    await runAction(database, message, { action, replyText });
  } finally {
    database.close();
  }
  const sending = flushOrRequestSync();
  if (opensApp) await openPath(message.path);
  await sending;
}

async function runAction(
  database: RallyDatabase,
  { id, version, kind, fromId, conversationId, seq }: PushMessage,
  { action, replyText }: { action: string; replyText: string | undefined },
): Promise<void> {
  if ((action === "accept" || action === "decline") && fromId !== undefined) {
    await enqueue(database, friendAnswers[action], { userId: fromId });
  }
  if (action === "reply" && replyText !== undefined && conversationId !== undefined) {
    await enqueueMessage(database, conversationId, replyText);
  }
  // An opened conversation updates its read marker itself.
  const ofMessage = kind === "message" || kind === "mention";
  if (action === "" && ofMessage) return;
  await readSome(database, [{ id, version }]);
  if (ofMessage && conversationId !== undefined && seq !== undefined) {
    await markRead(database, conversationId, seq);
  }
}

async function flushOrRequestSync(): Promise<void> {
  try {
    await flushFromWorker();
  } catch (error) {
    // The command is in the outbox: background sync or the app sends it later.
    console.debug("failed to send from the service worker", error);
    await requestBackgroundSync();
  }
}

async function requestBackgroundSync(): Promise<void> {
  try {
    await self.registration.sync?.register(SYNC_TAG);
  } catch (error) {
    // Not permitted by the user's settings: the app sends it when it is opened.
    console.debug("failed to register a background sync", error);
  }
}

/** Shows the app at `path`, in an open window or in a new one. */
async function openPath(path: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const [here] = windows;
  if (!here) {
    await self.clients.openWindow(path);
    return;
  }
  here.postMessage({ type: "go", path });
  await here.focus();
}
