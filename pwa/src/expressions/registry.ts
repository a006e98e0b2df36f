import type { CustomEmoji, UploadedPack } from "@rally/shared/expressions";
import { watch, type RallyDatabase } from "../database/index.js";
import { Observable, type Readable } from "../observable/index.js";

const emoji = new Observable<ReadonlyMap<string, CustomEmoji>>(new Map());
/** The custom emoji of the server that this device knows, by name. */
export const customEmoji: Readable<ReadonlyMap<string, CustomEmoji>> = emoji;

const packs = new Observable<readonly UploadedPack[]>([]);
/** The sticker packs of the server that this device knows, the oldest first. */
export const uploadedPacks: Readable<readonly UploadedPack[]> = packs;

/** Makes these the custom emoji that texts, reactions and the picker show. */
export function showCustomEmoji(list: readonly CustomEmoji[]): void {
  emoji.set(new Map(list.map((one) => [one.name, one])));
}

/** Makes these the uploaded packs that the bank of stickers shows. */
export function showUploadedPacks(list: readonly UploadedPack[]): void {
  packs.set(list);
}

/** Publishes what is stored, also what another tab has pulled. @returns a function that stops it. */
export function followExpressions(database: RallyDatabase): () => void {
  return watch(
    () => database.getMeta("expressions"),
    (stored) => {
      showCustomEmoji(stored?.emoji ?? []);
      showUploadedPacks(stored?.packs ?? []);
    },
  );
}
