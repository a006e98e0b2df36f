import { msg } from "@lit/localize";
import {
  stickerEmoji,
  stickerPacks,
  stickersOf,
  type Sticker,
  type StickerPackName,
} from "@rally/shared/stickers";
import type { UploadedPack } from "@rally/shared/expressions";
import { uploadedPacks } from "../expressions/index.js";

/** A pack of the bank. */
export interface Pack {
  title: string;
  stickers: readonly Sticker[];
}

const packTitles: Record<StickerPackName, () => string> = {
  ace: () => msg("Ace the ball"),
  pip: () => msg("Pip the cat"),
};

/** The server's own packs, then those that every server has. */
export function packsNow(): Pack[] {
  const bundled = (Object.keys(stickerPacks) as StickerPackName[]).map((name) => ({
    title: packTitles[name](),
    stickers: stickersOf(name),
  }));
  return [
    ...uploadedPacks.value.map((pack) => ({ title: pack.title, stickers: stickersIn(pack) })),
    ...bundled,
  ];
}

function stickersIn({ id, stickers }: UploadedPack): Sticker[] {
  return stickers.map(({ id: name, label, picture }) => ({ pack: id, name, label, picture }));
}

/** A sticker that can be sent, with what shows it; undefined for an unknown or removed one. */
export function knownSticker({ pack, name }: Sticker): Sticker | undefined {
  if (stickerEmoji({ pack, name }) !== undefined) return { pack, name };
  const uploaded = uploadedPacks.value.find(({ id }) => id === pack);
  return uploaded && stickersIn(uploaded).find((one) => one.name === name);
}
