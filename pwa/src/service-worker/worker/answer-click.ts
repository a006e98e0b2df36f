/// <reference lib="webworker" />
import { friendCommands } from "@rally/shared/friends";
import type { PushMessage } from "@rally/shared/push";
import { isVisibleText } from "@rally/shared/text";
import { Dexie } from "dexie";
import { markRead, sendMessage } from "../../conversations/index.js";
import { RallyDatabase } from "../../database/index.js";
import { readSome } from "../../notifications/index.js";
import { databaseName } from "../../storage-names/index.js";
import { SYNC_TAG, enqueue } from "../../outbox/index.js";
import { flushFromWorker } from "./flush-from-worker.js";

declare const self: ServiceWorkerGlobalScope & {
  registration: ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } };
};

const friendAnswers = {
  accept: friendCommands.acceptFriend,
  decline: friendCommands.declineFriend,
};

/**
 * Does what a notification's button says, with or without a page: it goes into the outbox, and from
 * there to the server, now or as soon as there is a network. A tap on the rest opens the place.
 */
export async function answerClick(
  message: PushMessage,
  { action, reply }: { action: string; reply: string | undefined },
): Promise<void> {
  const said = reply && isVisibleText(reply) ? reply : undefined;
  if (!(await Dexie.exists(databaseName(message.userId)))) {
    await openPlace("/");
    return;
  }
  // Where a reply cannot be written in the notification, it is written in the app.
  const opens = action === "" || (action === "reply" && said === undefined);
  const database = new RallyDatabase(message.userId);
  try {
    await note(database, message, { action, said });
  } finally {
    database.close();
  }
  const sending = sendNowOrLater();
  if (opens) await openPlace(message.path);
  await sending;
}

async function note(
  database: RallyDatabase,
  { id, version, kind, fromId, conversationId, seq }: PushMessage,
  { action, said }: { action: string; said: string | undefined },
): Promise<void> {
  if ((action === "accept" || action === "decline") && fromId !== undefined) {
    await enqueue(database, friendAnswers[action], { userId: fromId });
  }
  if (action === "reply" && said !== undefined && conversationId !== undefined) {
    await sendMessage(database, conversationId, said);
  }
  // Opened, a conversation says by itself how much of it was read.
  const ofMessage = kind === "message" || kind === "mention";
  if (action === "" && ofMessage) return;
  await readSome(database, [{ id, version }]);
  if (ofMessage && conversationId !== undefined && seq !== undefined) {
    await markRead(database, conversationId, seq);
  }
}

async function sendNowOrLater(): Promise<void> {
  try {
    await flushFromWorker();
  } catch (error) {
    // It is in the outbox: the browser calls when there is a network, or the app sends it.
    console.debug("Not sent yet", error);
    await callBackLater();
  }
}

async function callBackLater(): Promise<void> {
  try {
    await self.registration.sync?.register(SYNC_TAG);
  } catch (error) {
    // Refused by the user's settings: it leaves as soon as the app is opened.
    console.debug("No background sync", error);
  }
}

/** Brings the app to the front, at `path`; in a window that is there, or in a new one. */
async function openPlace(path: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const [here] = windows;
  if (!here) {
    await self.clients.openWindow(path);
    return;
  }
  here.postMessage({ type: "go", path });
  await here.focus();
}
