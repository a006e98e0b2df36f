const KEY = "rally.recentEmoji";
/** Three rows of the picker. */
const MOST = 24;
/** The longest sequence of Unicode has 35 UTF-16 code units. */
const LONGEST = 40;

/** The emoji that were last chosen on this device, the newest first; with their skin tones. */
export function recentEmoji(): string[] {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "[]") as unknown;
    if (!Array.isArray(stored)) return [];
    return stored
      .filter((one): one is string => typeof one === "string" && one.length <= LONGEST)
      .slice(0, MOST);
  } catch {
    return [];
  }
}

export function rememberEmoji(emoji: string): void {
  const others = recentEmoji().filter((one) => one !== emoji);
  try {
    localStorage.setItem(KEY, JSON.stringify([emoji, ...others].slice(0, MOST)));
  } catch (error) {
    // The quota is exceeded; the emoji itself is chosen all the same.
    console.warn("failed to store the recent emoji", error);
  }
}
