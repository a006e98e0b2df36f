// Writes the emoji that the app offers to pwa/src/emoji/generated, one file for each language, and their shortcodes to
// api/src/expressions/generated, because no custom emoji may have such a name.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const read = (path) => JSON.parse(readFileSync(require.resolve(`emojibase-data/${path}`), "utf8"));

/** Devices that are a few years old can show these. */
const NEWEST_VERSION = 15.1;
/** The group of skin tones and hair, which are no emoji of their own. */
const COMPONENTS = 2;
const RGI = new RegExp("^\\p{RGI_Emoji}$", "v");
const BASE = new RegExp("(\\p{Emoji_Modifier_Base})\uFE0F?", "gu");

const asList = (value) => (value === undefined ? [] : [value].flat());

/** The form that Unicode recommends: some libraries add a variation selector to it. */
function recommended(emoji) {
  return RGI.test(emoji) ? emoji : emoji.replaceAll("\uFE0F", "");
}

/** Whether the app's rule for skin tones (`withSkinTone`) gives an emoji that exists. */
function takesSkinTone({ emoji, skins }) {
  const toned = recommended(emoji).replaceAll(BASE, "$1\u{1F3FB}");
  return skins?.some((skin) => recommended(skin.emoji) === toned) ?? false;
}

/** Each shortcode belongs to one emoji: that of the set which is named first. */
function shortcodes(emoji, sets) {
  const owners = new Map();
  const codes = new Map(emoji.map(({ hexcode }) => [hexcode, []]));
  for (const set of sets) {
    for (const { hexcode } of emoji) {
      for (const code of asList(set[hexcode])) {
        if (owners.has(code) || !/^[a-z0-9_+-]+$/.test(code)) continue;
        owners.set(code, hexcode);
        codes.get(hexcode).push(code);
      }
    }
  }
  return codes;
}

function rows(language) {
  const emoji = read(`${language}/data.json`)
    .filter(
      ({ group, version }) =>
        group !== undefined && group !== COMPONENTS && version <= NEWEST_VERSION,
    )
    .sort((a, b) => a.order - b.order);
  const names = ["github", "emojibase", "iamcal"].map((name) => read(`en/shortcodes/${name}.json`));
  const own = language === "en" ? [] : [read(`${language}/shortcodes/cldr.json`)];
  const codes = shortcodes(emoji, [...names, ...own]);
  return emoji.map((one) => {
    const tags = asList(one.tags).filter((tag) => tag !== one.label);
    const row = [
      recommended(one.emoji),
      one.group,
      one.label,
      codes.get(one.hexcode).join(" "),
      tags.join(" "),
    ];
    return takesSkinTone(one) ? [...row, 1] : row;
  });
}

const folder = join(import.meta.dirname, "../src/emoji/generated");
mkdirSync(folder, { recursive: true });
const names = new Set();
for (const language of ["en", "fr"]) {
  const all = rows(language);
  for (const [, , , codes] of all) for (const code of codes.split(" ")) names.add(code);
  const lines = all.map((row) => JSON.stringify(row));
  writeFileSync(join(folder, `${language}.json`), `[\n${lines.join(",\n")}\n]\n`);
  console.log(`${language}: ${lines.length} emoji`);
}

const possible = [...names].filter((name) => /^[a-z0-9_]{2,32}$/.test(name)).sort();
const serverFolder = join(import.meta.dirname, "../../api/src/expressions/generated");
mkdirSync(serverFolder, { recursive: true });
writeFileSync(
  join(serverFolder, "standard-shortcodes.ts"),
  `/** The names of standard emoji that a custom emoji could have. */
export const standardShortcodes: ReadonlySet<string> = new Set(
  "${possible.join(" ")}".split(" "),
);
`,
);
console.log(`${possible.length} shortcodes`);
