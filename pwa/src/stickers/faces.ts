import { svg, type TemplateResult } from "lit";

/** Lines of faces: `stroke` is the ink of all stickers. */
const line = (d: string, width = 4): TemplateResult =>
  svg`<path d=${d} stroke="var(--sticker-ink)" stroke-width=${width} />`;
const dot = (cx: number, cy: number, r: number): TemplateResult =>
  svg`<circle cx=${cx} cy=${cy} r=${r} fill="var(--sticker-ink)" />`;
const pair = (draw: (x: number) => TemplateResult): TemplateResult => svg`${draw(46)}${draw(82)}`;

const wide = (x: number): TemplateResult => svg`
  <circle cx=${x} cy="60" r="11" fill="var(--sticker-white)" stroke="var(--sticker-ink)" stroke-width="3" />
  ${dot(x, 60, 6)}<circle cx=${x + 2} cy="57" r="2" fill="var(--sticker-white)" />`;
const heart = (x: number): TemplateResult =>
  svg`<path d="M${x} 71c-9-6-12-10-12-15 0-7 9-9 12-2 3-7 12-5 12 2 0 5-3 9-12 15Z" fill="var(--sticker-red)" />`;

export const eyes = {
  round: pair(
    (x) => svg`${dot(x, 60, 6)}<circle cx=${x + 2} cy="58" r="2" fill="var(--sticker-white)" />`,
  ),
  happy: pair((x) => line(`M${x - 8} 62c4-8 12-8 16 0`)),
  closedDown: pair((x) => line(`M${x - 8} 59c4 7 12 7 16 0`)),
  squeezed: svg`${line("M39 54l13 6-13 6")}${line("M89 54l-13 6 13 6")}`,
  wink: svg`${dot(46, 60, 6)}${line("M74 60h16")}`,
  wide: pair(wide),
  hearts: pair(heart),
  aside: pair(
    (x) => svg`<circle cx=${x} cy="60" r="9" fill="var(--sticker-white)" />${dot(x + 4, 56, 5)}`,
  ),
  cross: svg`${dot(46, 63, 5)}${dot(82, 63, 5)}${line("M36 48l16 8M92 48l-16 8", 5)}`,
  shades: svg`<path d="M30 52h68c0 14-6 20-15 20s-13-6-15-14h-8c-2 8-6 14-15 14s-15-6-15-20Z" fill="var(--sticker-ink)" />
    <path d="M37 57l6 8M75 57l6 8" stroke="var(--sticker-white)" stroke-width="3" opacity=".7" />`,
  covered: svg`<path d="M28 66c0-12 12-18 22-14 6 3 8 10 6 17-3 9-12 12-19 9-5-2-9-6-9-12ZM100 66c0-12-12-18-22-14-6 3-8 10-6 17 3 9 12 12 19 9 5-2 9-6 9-12Z" fill="var(--sticker-muzzle)" stroke="var(--sticker-ink)" stroke-width="3" />
    ${line("M37 62v7M45 60v9M83 60v9M91 62v7", 3)}`,
} as const;

export const mouths = {
  smirk: line("M52 84c8 6 18 5 26-3"),
  small: line("M58 85c4 3 8 3 12 0"),
  flat: line("M54 86h18"),
  sad: line("M50 91c6-8 22-8 28 0"),
  cat: svg`<path d="M59 77h10l-5 6Z" fill="var(--sticker-ink)" />${line("M50 86c3 6 12 6 14-2 2 8 11 8 14 2")}`,
  open: svg`<path d="M48 80h32c0 11-7 17-16 17s-16-6-16-17Z" fill="var(--sticker-ink)" /><path d="M54 92c4-5 16-5 20 0-5 6-15 6-20 0Z" fill="var(--sticker-red)" />`,
  laugh: svg`<path d="M42 76h44c0 16-9 25-22 25s-22-9-22-25Z" fill="var(--sticker-ink)" /><path d="M46 77h36l-2 6H48Z" fill="var(--sticker-white)" /><path d="M52 95c5-6 19-6 24 0-6 7-18 7-24 0Z" fill="var(--sticker-red)" />`,
  wail: svg`<path d="M50 98c0-12 6-18 14-18s14 6 14 18c-8 4-20 4-28 0Z" fill="var(--sticker-ink)" /><path d="M55 97c4-5 14-5 18 0-6 3-12 3-18 0Z" fill="var(--sticker-red)" />`,
  round: svg`<ellipse cx="64" cy="90" rx="8" ry="11" fill="var(--sticker-ink)" />`,
} as const;

/** What a face shows. */
export interface Face {
  eyes: keyof typeof eyes;
  mouth: keyof typeof mouths;
}
