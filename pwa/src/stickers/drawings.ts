import type { Sticker } from "@rally/shared/stickers";
import { svg, html, nothing, type TemplateResult } from "lit";
import { eyes, mouths, type Face } from "./faces.js";
import { props } from "./props.js";

interface Drawing extends Face {
  /** What the figure holds, wears or stands before. */
  prop?: TemplateResult;
}

const ace: Record<string, Drawing> = {
  hello: { eyes: "round", mouth: "open", prop: props.wave },
  laughing: { eyes: "squeezed", mouth: "laugh", prop: props.tears },
  "in-love": { eyes: "hearts", mouth: "open" },
  crying: { eyes: "closedDown", mouth: "wail", prop: props.streams },
  cool: { eyes: "shades", mouth: "smirk" },
  thinking: { eyes: "aside", mouth: "flat", prop: props.dots },
  sleeping: { eyes: "closedDown", mouth: "small", prop: props.zzz },
  angry: { eyes: "cross", mouth: "sad", prop: props.steam },
  shocked: { eyes: "wide", mouth: "round" },
  winner: { eyes: "happy", mouth: "open", prop: props.cup },
  party: { eyes: "happy", mouth: "laugh", prop: props.hat },
  serve: { eyes: "round", mouth: "smirk", prop: props.racket },
};

const pip: Record<string, Drawing> = {
  yes: { eyes: "wink", mouth: "cat", prop: props.thumb },
  please: { eyes: "wide", mouth: "small" },
  thanks: { eyes: "happy", mouth: "cat", prop: props.heart },
  coffee: { eyes: "round", mouth: "cat", prop: props.mug },
  oops: { eyes: "covered", mouth: "flat" },
  hooray: { eyes: "happy", mouth: "laugh", prop: props.confetti },
  "good-night": { eyes: "closedDown", mouth: "cat", prop: props.moon },
  "good-morning": { eyes: "happy", mouth: "cat", prop: props.sun },
  rain: { eyes: "aside", mouth: "sad", prop: props.cloud },
  music: { eyes: "happy", mouth: "cat", prop: props.notes },
  idea: { eyes: "wide", mouth: "open", prop: props.bulb },
  playing: { eyes: "round", mouth: "cat", prop: props.controller },
};

/** A tennis ball with its two seams. */
const ball = svg`
  <circle cx="64" cy="68" r="44" fill="var(--sticker-ball)" />
  <path d="M27 45c13 11 14 36 1 47M101 45c-13 11-14 36-1 47" stroke="var(--sticker-white)" stroke-width="5" />
  <path d="M32 98a44 44 0 0 0 64 0c-19 8-45 8-64 0Z" fill="var(--sticker-shade)" stroke="none" />`;

/** A cat's head with ears and whiskers. */
const cat = svg`
  <path d="M26 62 22 24c0-4 4-5 7-3l22 17M102 62l4-38c0-4-4-5-7-3L77 38" fill="var(--sticker-cat)" />
  <path d="M31 50 29 32l13 11M97 50l2-18-13 11" fill="var(--sticker-pink)" stroke="none" />
  <path d="M64 34c29 0 45 17 45 39 0 24-19 37-45 37S19 97 19 73c0-22 16-39 45-39Z" fill="var(--sticker-cat)" />
  <path d="M64 79c14 0 24 7 24 16 0 10-11 15-24 15s-24-5-24-15c0-9 10-16 24-16Z" fill="var(--sticker-muzzle)" stroke="none" />
  <path d="M22 80H8m15 9L10 94M106 80h14m-15 9 13 5" />`;

const figures: Record<string, { body: TemplateResult; drawings: Record<string, Drawing> }> = {
  ace: { body: ball, drawings: ace },
  pip: { body: cat, drawings: pip },
};

/** The drawing of a sticker; undefined if there is none of this name. */
export function drawSticker({ pack, name }: Sticker): TemplateResult | undefined {
  const figure = Object.hasOwn(figures, pack) ? figures[pack] : undefined;
  const drawing = figure && Object.hasOwn(figure.drawings, name) && figure.drawings[name];
  if (!figure || !drawing) return undefined;
  return html`<svg viewBox="0 0 128 128" aria-hidden="true" fill="none" stroke-linecap="round">
    <g stroke="var(--sticker-ink)" stroke-width="3" stroke-linejoin="round">${figure.body}</g>
    ${eyes[drawing.eyes]} ${mouths[drawing.mouth]} ${drawing.prop ?? nothing}
  </svg>`;
}
