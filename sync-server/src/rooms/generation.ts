import type { Limits } from "@rally/shared/limits";
import { draftedConversations, draftText, settingsMap } from "@rally/shared/rooms";
import { randomInt } from "node:crypto";
import * as Y from "yjs";
import { newDocument } from "./new-document.js";

/**
 * A user's room is reset from time to time. A generation is one document. The server starts each
 * one after the first under a client id of its own. Devices draw 32-bit ids and the server's are
 * larger, so content of another generation is recognized by its ids.
 */
const SERVER_IDS = 2 ** 32;

/** Whether an id belongs to a server. No device writes under such an id. */
export function isForeignWriter(client: number): boolean {
  return client >= SERVER_IDS;
}

/** Bounds on a document's past. Exceeding one makes a successor due. */
type GenerationBounds = Pick<Limits, "generationClients" | "generationStructs" | "generationBytes">;

/** Whether a document has more past than present, so that a successor is worth the interruption. */
export function isFull(doc: Y.Doc, bytes: number, bounds: GenerationBounds): boolean {
  const { clients } = doc.store;
  if (clients.size > bounds.generationClients) return true;
  let structs = 0;
  for (const own of clients.values()) structs += own.length;
  if (structs > bounds.generationStructs) return true;
  return bytes > bounds.generationBytes && successorOf(doc).length * 2 < bytes;
}

/** A fresh document with the current drafts and settings and none of their past. */
export function successorOf(doc: Y.Doc): Uint8Array {
  const fresh = newDocument();
  fresh.clientID = SERVER_IDS + randomInt(1, 2 ** 32);
  fresh.transact(() => {
    for (const conversation of draftedConversations(doc)) {
      draftText(fresh, conversation).insert(0, draftText(doc, conversation).toJSON());
    }
    const settings = settingsMap(fresh);
    for (const [name, value] of settingsMap(doc)) settings.set(name, value);
    if (fresh.store.clients.size > 0) return;
    // The document must contain the writer's id even when there is nothing to write.
    settings.set("", null);
    settings.delete("");
  });
  const bytes = Y.encodeStateAsUpdate(fresh);
  fresh.destroy();
  return bytes;
}

/**
 * Whether a replica with this state vector belongs to the document's generation: it has this
 * generation's writer and no other server's. An empty replica fits any generation. In the first
 * generation, a replica without a server's writer fits too: typing that began offline.
 */
export function isOfGeneration(doc: Y.Doc, claimed: ReadonlyMap<number, number>): boolean {
  const writer = [...doc.store.clients.keys()].find(isForeignWriter);
  let isEmpty = true;
  for (const [client, clock] of claimed) {
    if (clock === 0) continue;
    isEmpty = false;
    if (isForeignWriter(client) && clock > Y.getState(doc.store, client)) return false;
  }
  return isEmpty || writer === undefined || (claimed.get(writer) ?? 0) > 0;
}
