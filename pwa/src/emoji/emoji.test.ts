import { emojiSchema } from "@rally/shared/conversations";
import { beforeEach, expect, test } from "vitest";
import "../testing/index.js";
import {
  emojiOfShortcode,
  loadEmoji,
  recentEmoji,
  rememberEmoji,
  searchEmoji,
  skinTones,
  withSkinTone,
  type SkinTone,
} from "./index.js";

const all = await loadEmoji();
const find = (typed: string): string[] => searchEmoji(all, typed, 3).map(({ emoji }) => emoji);

beforeEach(() => localStorage.removeItem("rally.recentEmoji"));

test("the server accepts each emoji of the picker as a reaction, with each skin tone", () => {
  expect(all.length).toBeGreaterThan(1_800);
  const tones = skinTones.map((_, tone) => tone as SkinTone);
  const refused = all
    .flatMap((one) => tones.map((tone) => withSkinTone(one, tone)))
    .filter((emoji) => !emojiSchema.safeParse(emoji).success);
  expect(refused).toEqual([]);
});

test("a skin tone is given to each person, and only to people", () => {
  const of = (emoji: string) => all.find((one) => one.emoji === emoji) ?? expect.fail(emoji);
  expect(withSkinTone(of("👍"), 5)).toBe("👍🏿");
  expect(withSkinTone(of("☝️"), 3)).toBe("☝🏽");
  expect(withSkinTone(of("👩‍❤️‍👨"), 1)).toBe("👩🏻‍❤️‍👨🏻");
  expect(withSkinTone(of("🏳️‍🌈"), 5)).toBe("🏳️‍🌈");
  expect(withSkinTone(of("👍"), 0)).toBe("👍");
});

test("each shortcode is that of one emoji", () => {
  const codes = all.flatMap(({ shortcodes }) => shortcodes);
  expect(new Set(codes).size).toBe(codes.length);
  for (const { shortcodes } of all) expect(shortcodes.length).toBeGreaterThan(0);
  expect(emojiOfShortcode(all, "+1")?.emoji).toBe("👍");
  expect(emojiOfShortcode(all, "Tada")?.emoji).toBe("🎉");
  expect(emojiOfShortcode(all, "constructor")).toBeUndefined();
});

test("a search finds shortcodes first, then names and other words, without case or accents", () => {
  expect(find("smile")[0]).toBe("😄");
  expect(find("SMI")[0]).toBe("😃");
  expect(find("+1")).toEqual(["👍"]);
  expect(find("flag fran")).toEqual(["🇫🇷"]);
  expect(find("réunion")).toContain("🇷🇪");
  expect(find("côte d")).toContain("🇨🇮");
  expect(find("xyzzy")).toEqual([]);
  expect(find("  ")).toEqual([]);
});

test("the emoji chosen last come first, each once, and no more than fit three rows", () => {
  for (const { emoji } of all.slice(0, 30)) rememberEmoji(emoji);
  rememberEmoji("😀");
  expect(recentEmoji()).toHaveLength(24);
  expect(recentEmoji()[0]).toBe("😀");
  expect(new Set(recentEmoji()).size).toBe(24);
});

test("broken data on the device is ignored", () => {
  for (const broken of ["", "{", "{}", "null", '[1, null, "👍"]', `["${"x".repeat(50)}"]`]) {
    localStorage.setItem("rally.recentEmoji", broken);
    expect(recentEmoji()).toEqual(broken.includes("👍") ? ["👍"] : []);
  }
});
