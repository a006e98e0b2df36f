import type { Sticker } from "@rally/shared/stickers";
import { knownSticker } from "./sticker-packs.js";

/** Two rows of the bank. */
const MOST_RECENT = 8;
const MOST_FAVORITES = 64;

const recent = { key: "rally.recentStickers", most: MOST_RECENT };
const favorites = { key: "rally.favoriteStickers", most: MOST_FAVORITES };
type List = typeof recent;

const isSame = (one: Sticker, other: Sticker): boolean =>
  one.pack === other.pack && one.name === other.name;

/** The stickers that were sent last from this device, the newest first. */
export const recentStickers = (): Sticker[] => read(recent);

/** The user's favorites on this device, the newest first. */
export const favoriteStickers = (): Sticker[] => read(favorites);

export function rememberSticker(sticker: Sticker): void {
  write(recent, [sticker, ...stored(recent).filter((one) => !isSame(one, sticker))]);
}

export function isFavorite(sticker: Sticker): boolean {
  return stored(favorites).some((one) => isSame(one, sticker));
}

export function toggleFavorite(sticker: Sticker): void {
  const others = stored(favorites).filter((one) => !isSame(one, sticker));
  write(favorites, isFavorite(sticker) ? others : [sticker, ...others]);
}

/** Those of them that can be sent. */
function read(list: List): Sticker[] {
  return stored(list).flatMap((one) => knownSticker(one) ?? []);
}

function stored({ key, most }: List): Sticker[] {
  try {
    const list = JSON.parse(localStorage.getItem(key) ?? "[]") as unknown;
    return Array.isArray(list) ? list.filter(isSticker).slice(0, most) : [];
  } catch {
    return [];
  }
}

function isSticker(one: unknown): one is Sticker {
  if (typeof one !== "object" || one === null) return false;
  const { pack, name } = one as Partial<Sticker>;
  return typeof pack === "string" && typeof name === "string";
}

function write({ key, most }: List, stickers: readonly Sticker[]): void {
  try {
    const list = stickers.slice(0, most).map(({ pack, name }) => ({ pack, name }));
    localStorage.setItem(key, JSON.stringify(list));
  } catch (error) {
    // The quota is exceeded; the sticker itself is sent all the same.
    console.warn("failed to store the list of stickers", error);
  }
}
