/** Words after a slash that say at the end of a message how it is meant. */
export const toneIndicators = [
  ...["c", "g", "gen", "genq", "hj", "hyp", "ij", "j", "lh", "li", "lu", "m", "nbh", "neg", "neu"],
  ...["nf", "nm", "nsrs", "p", "pos", "r", "ref", "rh", "s", "sarc", "srs", "t", "th"],
] as const;
export type ToneIndicator = (typeof toneIndicators)[number];

/** The most that are read of one message. */
const MOST = 5;
/** Characters at the end of a text that are read. */
const REACH = 60;
const LAST = /(?:^|\s)\/([a-z]{1,4})\s*$/i;

/**
 * Splits the tone indicators off the end of a text. The text before them keeps its last space, and is
 * empty if there is nothing else. Those inside code are text.
 */
export function splitTone(text: string): { text: string; tones: ToneIndicator[] } {
  const tones: ToneIndicator[] = [];
  let rest = text;
  while (tones.length < MOST) {
    const tail = rest.slice(-REACH);
    const found = LAST.exec(tail);
    const name = found?.[1]?.toLowerCase() as ToneIndicator | undefined;
    if (!found || !name || !toneIndicators.includes(name)) break;
    // Where a text is cut, its beginning is not the beginning of a line.
    if (found.index === 0 && rest.length > REACH && !/^\s/.test(tail)) break;
    tones.unshift(name);
    rest = rest.slice(0, rest.length - tail.length + tail.indexOf("/", found.index));
  }
  const isCode = rest.split("```").length % 2 === 0;
  return isCode ? { text, tones: [] } : { text: rest, tones };
}
