import { Observable, type Readable } from "../observable/index.js";
import type { Emoji } from "./emoji-data.js";

/** The modifiers of Unicode, from light to dark; the first is none. */
export const skinTones = [
  "",
  "\u{1F3FB}",
  "\u{1F3FC}",
  "\u{1F3FD}",
  "\u{1F3FE}",
  "\u{1F3FF}",
] as const;
export type SkinTone = 0 | 1 | 2 | 3 | 4 | 5;

const KEY = "rally.skinTone";

const chosen = new Observable<SkinTone>(stored());
/** The skin tone that was chosen on this device. */
export const skinTone: Readable<SkinTone> = chosen;

function stored(): SkinTone {
  const value = Number(localStorage.getItem(KEY));
  return Number.isInteger(value) && value in skinTones ? (value as SkinTone) : 0;
}

export function chooseSkinTone(tone: SkinTone): void {
  chosen.set(tone);
  if (tone === 0) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, String(tone));
}

/** A modifier takes the place of the variation selector. `build/emoji.mjs` has the same rule. */
const BASE = /(\p{Emoji_Modifier_Base})\uFE0F?/gu;

/** The emoji with a skin tone: each of its people has the same. */
export function withSkinTone(
  { emoji, hasSkinTones }: Pick<Emoji, "emoji" | "hasSkinTones">,
  tone: SkinTone,
): string {
  return hasSkinTones && tone > 0 ? emoji.replace(BASE, `$1${skinTones[tone]}`) : emoji;
}
