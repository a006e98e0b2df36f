import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { expect, test } from "vitest";

const source = join(import.meta.dirname, "..");
const TOKENS = "design/tokens.css";

/** Files that define what the others read by name. */
const DEFINITIONS = [TOKENS, "design/breakpoints.ts"];
/** A hairline, and the box of what only screen readers get. */
const ALLOWED_LENGTHS = new Set(["1px", "-1px"]);

const LENGTH = /(?<![\w.#-])-?\d*\.?\d+(?:px|rem|pt|cm|mm|in|pc|Q)\b/g;
const COLOUR = /#[\da-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab)\(|\boklch\(\s*[\d.]/gi;
/** Relative to the text around, as an icon is; a font size is a token all the same. */
const FONT_SIZE = /font-size:\s*([^;]+);/g;
const USED_TOKEN = /var\((--(?:color|space|size|width|radius|text|weight|stroke|motion)-[\w-]+)/g;

interface Styles {
  file: string;
  text: string;
}

test("styles take their lengths from tokens", async () => {
  expect(matches(await styles(), LENGTH, ([length]) => !ALLOWED_LENGTHS.has(length))).toEqual([]);
});

test("styles take their colours from tokens", async () => {
  expect(matches(await styles(), COLOUR)).toEqual([]);
});

test("styles take their font sizes from tokens", async () => {
  const fromToken = /^(?:var\(--text-[\w-]+\)|inherit|100%|(?:clamp|calc)\(.*var\(--[\w-]+.*\))$/;
  expect(matches(await styles(), FONT_SIZE, ([, size]) => !fromToken.test(size ?? ""))).toEqual([]);
});

test("no font size is below 12 px", async () => {
  const tokens = await readFile(join(source, TOKENS), "utf8");
  const sizes = [...tokens.matchAll(/--text-[\w-]+:\s*([\d.]+)rem/g)].map(([, rem]) => Number(rem));
  expect(sizes.length).toBeGreaterThan(5);
  expect(Math.min(...sizes) * 16).toBeGreaterThanOrEqual(12);
});

test("every token that styles use is defined", async () => {
  const tokens = await readFile(join(source, TOKENS), "utf8");
  const undefinedIn = ([, name]: RegExpMatchArray): boolean => !tokens.includes(`${name}:`);
  expect(matches(await styles(), USED_TOKEN, undefinedIn)).toEqual([]);
});

test("every token is used", async () => {
  const tokens = await readFile(join(source, TOKENS), "utf8");
  const used = [...(await styles()).map(({ text }) => text), ...(await drawings()), tokens].join(
    "\n",
  );
  const names = [...tokens.matchAll(/^\s+(--[\w-]+):/gm)].map(([, name]) => name);
  expect(names.filter((name) => !used.includes(`var(${name}`))).toEqual([]);
});

/** What matches `pattern` in which file; `wrong` picks what counts. */
function matches(
  all: readonly Styles[],
  pattern: RegExp,
  wrong: (match: RegExpMatchArray) => boolean = () => true,
): string[] {
  return all.flatMap(({ file, text }) =>
    [...text.matchAll(pattern)].filter(wrong).map(([found]) => `${file}: ${found}`),
  );
}

/** The files with drawings, which take their colours from tokens too. */
async function drawings(): Promise<string[]> {
  const names = await readdir(source, { recursive: true });
  const texts = names
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => readFile(join(source, name), "utf8"));
  return (await Promise.all(texts)).filter((text) => text.includes("svg`"));
}

/** The app's styles without their comments: `css` templates, and style sheets. */
async function styles(): Promise<Styles[]> {
  const names = await readdir(source, { recursive: true });
  const files = names.filter(
    (name) =>
      (name.endsWith(".ts") || name.endsWith(".css")) &&
      !name.endsWith(".test.ts") &&
      !DEFINITIONS.includes(name),
  );
  return Promise.all(
    files.map(async (name) => {
      const text = await readFile(join(source, name), "utf8");
      const parts = name.endsWith(".css")
        ? [text]
        : [...text.matchAll(/css`(.*?)`/gs)].map(([, part = ""]) => part);
      const file = relative(source, join(source, name));
      return { file, text: parts.join("\n").replaceAll(/\/\*.*?\*\//gs, "") };
    }),
  );
}
