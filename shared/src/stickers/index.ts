import { isId } from "../ids/index.js";

/**
 * The packs of stickers that every server has: the names of their stickers, each with the emoji that
 * says the same in a line of text. A new sticker is a line here, its drawing and its label in the app's
 * `stickers` folder. Entries are only added: sent stickers stay in the history.
 */
export const stickerPacks = {
  /** A tennis ball. */
  ace: {
    hello: "👋",
    laughing: "😂",
    "in-love": "😍",
    crying: "😭",
    cool: "😎",
    thinking: "🤔",
    sleeping: "😴",
    angry: "😡",
    shocked: "😱",
    winner: "🏆",
    party: "🥳",
    serve: "🎾",
  },
  /** A cat. */
  pip: {
    yes: "👍",
    please: "🥺",
    thanks: "❤️",
    coffee: "☕",
    oops: "🙈",
    hooray: "🎉",
    "good-night": "🌙",
    "good-morning": "☀️",
    rain: "🌧️",
    music: "🎶",
    idea: "💡",
    playing: "🎮",
  },
} as const satisfies Record<string, Record<string, string>>;

export type StickerPackName = keyof typeof stickerPacks;

/** A sticker by its pack and its name in the pack; for an uploaded one, these are ids. */
export interface Sticker {
  pack: string;
  name: string;
  /** What an uploaded one shows. */
  label?: string | undefined;
  /** The picture of an uploaded one; see `picturePath`. */
  picture?: string | undefined;
}

/** Whether a sticker is of a pack that an admin has uploaded; it need not exist. */
export function isUploadedSticker({ pack, name }: Sticker): boolean {
  return isId(pack) && isId(name);
}

/** The emoji that says the same as a sticker; undefined if this release does not know it. */
export function stickerEmoji({ pack, name }: Sticker): string | undefined {
  if (!Object.hasOwn(stickerPacks, pack)) return undefined;
  const names: Record<string, string> = stickerPacks[pack as StickerPackName];
  return Object.hasOwn(names, name) ? names[name] : undefined;
}

/** All stickers of a pack, in the order of the bank. */
export function stickersOf(pack: StickerPackName): Sticker[] {
  return Object.keys(stickerPacks[pack]).map((name) => ({ pack, name }));
}
