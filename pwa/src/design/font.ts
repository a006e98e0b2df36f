import latin from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url";
import latinExtended from "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2?url";

/** The subsets of the typeface; the browser loads those whose characters are on the page. */
const parts = [
  {
    url: latin,
    unicodeRange:
      "U+0-FF, U+131, U+152-153, U+2BB-2BC, U+2C6, U+2DA, U+2DC, U+304, U+308, U+329, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD",
  },
  {
    url: latinExtended,
    unicodeRange:
      "U+100-130, U+132-151, U+154-2BA, U+2BD-2C5, U+2C7-2CC, U+2CE-2D7, U+2DD-2FF, U+1D00-1DBF, U+1E00-1E9F, U+1EF2-1EFF, U+2020, U+20A0-20AB, U+20AD-20C0, U+2113, U+2C60-2C7F, U+A720-A7FF",
  },
];

/**
 * Adds the typeface of `--font-text`. Call it after the first paint, which uses the fallback fonts
 * of page.css: they have the same metrics, so the layout does not shift.
 */
export function addFont(): void {
  for (const { url, unicodeRange } of parts) {
    const descriptors = { weight: "100 900", display: "swap", unicodeRange } as const;
    const source = `url(${JSON.stringify(url)}) format("woff2")`;
    document.fonts.add(new FontFace("Inter Variable", source, descriptors));
  }
}
