import { svg, type TemplateResult } from "lit";

/** The colours that several of them have. */
const colors = {
  ink: "var(--sticker-ink)",
  white: "var(--sticker-white)",
  ball: "var(--sticker-ball)",
  muzzle: "var(--sticker-muzzle)",
  red: "var(--sticker-red)",
  gold: "var(--sticker-gold)",
  water: "var(--sticker-water)",
} as const;
type Color = keyof typeof colors;

const ink = (d: string, width = 4): TemplateResult =>
  svg`<path d=${d} stroke="var(--sticker-ink)" stroke-width=${width} stroke-linejoin="round" />`;
const filled = (d: string, color: Color): TemplateResult =>
  svg`<path d=${d} fill=${colors[color]} stroke="var(--sticker-ink)" stroke-width="3" stroke-linejoin="round" />`;
const spots = (color: Color, ...places: readonly (readonly [number, number])[]): TemplateResult =>
  svg`${places.map(([x, y]) => svg`<circle cx=${x} cy=${y} r="4" fill=${colors[color]} />`)}`;

const heartAt = (x: number, y: number, size: number): TemplateResult => {
  const place = `translate(${x} ${y}) scale(${size})`;
  return svg`<path transform=${place} d="M0 10c-9-6-12-10-12-15 0-7 9-9 12-2 3-7 12-5 12 2 0 5-3 9-12 15Z" fill="var(--sticker-red)" />`;
};

/** What the figures hold, wear or stand before, on the same 128 units as they. */
export const props = {
  wave: svg`${filled("M101 50c-7-3-10-12-6-18l3 4V18c0-5 6-5 7 0l1 10 2-13c1-4 7-3 6 1l-1 14 4-9c2-4 7-2 6 2l-7 20c-3 7-9 10-15 7Z", "ball")}${ink("M89 20c-3 3-5 7-5 11M122 48c-2 4-5 6-8 7", 3)}`,
  tears: svg`${filled("M24 70c-8 4-12 10-9 14 4 5 11 1 12-6ZM104 70c8 4 12 10 9 14-4 5-11 1-12-6Z", "water")}`,
  streams: svg`<path d="M40 66v34c0 4 11 4 11 0V66M77 66v34c0 4 11 4 11 0V66" fill="var(--sticker-water)" />`,
  dots: svg`${spots("ink", [96, 26], [108, 18])}<circle cx="88" cy="34" r="2.500" fill="var(--sticker-ink)" />${filled("M44 104c-2-8 6-12 12-9l14-3c6-1 7 6 2 8l-10 4c0 9-3 14-10 14-5 0-8-6-8-14Z", "ball")}`,
  zzz: svg`${ink("M88 34h14L88 50h14")}${ink("M106 12h11l-11 13h11", 3)}`,
  steam: svg`${ink("M22 26c-6-4-6-10 0-13M34 18c-5-4-4-9 1-11M106 26c6-4 6-10 0-13M94 18c5-4 4-9-1-11", 3)}`,
  cup: svg`${filled("M84 84h28v12c0 9-6 15-14 15s-14-6-14-15Z", "gold")}${filled("M94 111h8v7h8v6H86v-6h8Z", "gold")}${ink("M84 88c-8 0-8 12 2 13M112 88c8 0 8 12-2 13", 3)}`,
  hat: svg`${filled("M64 2 44 34c12 5 28 5 40 0Z", "red")}<path d="m58 13 13 8M51 24l24 9" stroke="var(--sticker-gold)" stroke-width="4" /><circle cx="64" cy="4" r="5" fill="var(--sticker-gold)" />${spots("water", [18, 30], [110, 26])}${spots("red", [14, 54], [116, 52])}${spots("gold", [26, 14], [100, 10])}`,
  racket: svg`<g transform="translate(-9 2) rotate(22 104 66)"><ellipse cx="104" cy="46" rx="17" ry="22" fill="var(--sticker-white)" stroke="var(--sticker-red)" stroke-width="5" /><path d="M97 28v36M104 25v42M111 28v36M88 40h32M88 50h32" stroke="var(--sticker-ink)" stroke-width="1" opacity=".5" /><path d="M104 68v34" stroke="var(--sticker-ink)" stroke-width="7" /></g>`,
  thumb: svg`${filled("M86 100V86h9l7-18c3-5 9-2 8 4l-2 12h11c6 0 7 5 5 9l-4 17c-1 4-4 6-8 6H96c-6 0-10-4-10-10Z", "muzzle")}`,
  heart: svg`${heartAt(100, 92, 1.7)}${heartAt(20, 26, 0.8)}`,
  mug: svg`${filled("M80 84h32v24c0 8-5 12-12 12h-8c-7 0-12-4-12-12Z", "white")}${ink("M112 90c10-2 12 14 0 16", 4)}<path d="M82 88h28" stroke="var(--sticker-coffee)" stroke-width="6" />${ink("M90 76c-4-4 3-6 0-11M101 76c-4-4 3-6 0-11", 3)}`,
  confetti: svg`${spots("gold", [16, 18], [112, 22], [64, 10])}${spots("red", [36, 10], [94, 8], [8, 44])}${spots("water", [120, 46], [50, 20], [80, 22])}<path d="m22 34 6 6M104 34l-5 7" stroke="var(--sticker-red)" stroke-width="4" />`,
  moon: svg`${filled("M96 6c-14 6-14 28 4 34 8 2 15-1 19-6-12 1-23-10-23-28Z", "gold")}${spots("gold", [20, 14])}<circle cx="36" cy="26" r="2.500" fill="var(--sticker-gold)" />`,
  sun: svg`<g stroke="var(--sticker-gold)" stroke-width="4"><path d="M104 2v6M104 38v6M83 23h6M119 23h6M89 8l4 4M115 34l4 4M89 38l4-4M115 12l4-4" /><circle cx="104" cy="23" r="10" fill="var(--sticker-gold)" /></g>`,
  cloud: svg`${filled("M32 30c-11 0-13-15-2-17 2-12 20-13 24-3 8-6 20 0 18 9 8 1 8 11-1 11Z", "white")}<path d="m36 38-3 8M50 38l-3 8M64 38l-3 8" stroke="var(--sticker-water)" stroke-width="4" />`,
  notes: svg`${ink("M100 40V16l18-4v24")}<g fill="var(--sticker-ink)"><ellipse cx="95" cy="41" rx="6" ry="4.500" /><ellipse cx="113" cy="37" rx="6" ry="4.500" /><ellipse cx="12" cy="34" rx="5" ry="4" /></g>${ink("M16 34V14l8 5", 3)}`,
  bulb: svg`${filled("M56 22c-9-5-9-20 8-20s17 15 8 20v6H56Z", "gold")}${ink("M58 32h12M40 8l-6-3M88 8l6-3M38 22l-7 2M90 22l7 2", 3)}`,
  controller: svg`${filled("M40 96c16-4 32-4 48 0 10 3 15 24 7 27-6 2-10-8-15-9H48c-5 1-9 11-15 9-8-3-3-24 7-27Z", "ink")}<path d="M46 106h10M51 101v10" stroke="var(--sticker-white)" stroke-width="3" />${spots("red", [80, 102])}${spots("gold", [73, 109])}`,
} as const;
