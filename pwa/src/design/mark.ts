import { html, type TemplateResult } from "lit";
import { setStyle } from "./set-style.js";

const square = (size: number) =>
  setStyle({ width: `${size}rem`, height: `${size}rem`, display: "block" });

/** Rally's logo; decorative beside its name. `size` in rem. */
export function mark(size = 2): TemplateResult {
  return html`<img
    class="mark"
    src="/favicon.svg"
    alt=""
    width=${size * 16}
    height=${size * 16}
    ${square(size)}
  />`;
}

/** The logo without its tile, for a background in the accent colour. */
export function bareMark(size: number): TemplateResult {
  return html`<svg
    viewBox="4 6 56 52"
    fill="none"
    stroke="currentColor"
    stroke-width="4.5"
    stroke-linecap="round"
    aria-hidden="true"
    ${square(size)}
  >
    <path d="M9 52h46" stroke-width="3" opacity=".35" />
    <path d="M9 19.500c6.500 4.500 11 13 13.500 25.500" opacity=".55" />
    <path d="M22.500 45c2-9 5.500-14.500 10.500-18" />
    <circle cx="45" cy="20" r="10" stroke="none" fill="var(--color-highlight)" />
  </svg>`;
}
