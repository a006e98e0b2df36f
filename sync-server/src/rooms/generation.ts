import type { Limits } from "@rally/shared/limits";
import { draftedConversations, draftText, settingsMap } from "@rally/shared/rooms";
import { randomInt } from "node:crypto";
import * as Y from "yjs";
import { newDocument } from "./new-document.js";

/**
 * A user's room begins anew from time to time: a generation is one document, from the second on
 * begun by the server under a client id of its own. Devices draw theirs from 32 bits; the server's
 * lie above, so that what another generation left behind can be told at sight.
 */
const SERVER_IDS = 2 ** 32;

/** Whether an id is a server's; no device writes under one. */
export function isForeignWriter(client: number): boolean {
  return client >= SERVER_IDS;
}

/** Bounds on a document's past: where one is exceeded, a successor is due. */
type GenerationBounds = Pick<Limits, "generationClients" | "generationStructs" | "generationBytes">;

/** Whether a document has more past than present, and a successor would be worth its disturbance. */
export function isWorn(doc: Y.Doc, bytes: number, bounds: GenerationBounds): boolean {
  const { clients } = doc.store;
  if (clients.size > bounds.generationClients) return true;
  let structs = 0;
  for (const own of clients.values()) structs += own.length;
  if (structs > bounds.generationStructs) return true;
  return bytes > bounds.generationBytes && successorOf(doc).length * 2 < bytes;
}

/** A fresh document with what the drafts and the settings say now, and none of their past. */
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
    // The writer's id has to be in it, also where there is nothing to write.
    settings.set("", null);
    settings.delete("");
  });
  const bytes = Y.encodeStateAsUpdate(fresh);
  fresh.destroy();
  return bytes;
}

/**
 * Whether a replica with this state is of the document's generation: it has its writer, and no
 * other server's. One that holds nothing is of any; in the first generation, one that no server
 * wrote in, too: typing that began offline.
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
