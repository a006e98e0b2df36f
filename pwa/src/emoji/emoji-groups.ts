import { msg } from "@lit/localize";
import { SERVER_GROUP } from "./emoji-data.js";

/** A heading of the picker. */
export interface EmojiGroup {
  /** The number of the group in Unicode's data. */
  id: number;
  /** The emoji that stands for the group. */
  symbol: string;
  title: string;
}

/** The groups in the order of the picker. Number 2 has skin tones and hair, which are no emoji of their own. */
export function emojiGroups(): EmojiGroup[] {
  return [
    { id: SERVER_GROUP, symbol: "", title: msg("This server") },
    { id: 0, symbol: "😀", title: msg("Smileys and emotions") },
    { id: 1, symbol: "👋", title: msg("People") },
    { id: 3, symbol: "🐻", title: msg("Animals and nature") },
    { id: 4, symbol: "🍔", title: msg("Food and drink") },
    { id: 5, symbol: "🚲", title: msg("Travel and places") },
    { id: 6, symbol: "⚽", title: msg("Activities") },
    { id: 7, symbol: "💡", title: msg("Objects") },
    { id: 8, symbol: "💛", title: msg("Symbols") },
    { id: 9, symbol: "🏁", title: msg("Flags") },
  ];
}

/** The group of the emoji that were chosen last. */
export const RECENT = -1;
