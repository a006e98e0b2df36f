import download from "lucide-static/icons/download.svg?raw";
import key from "lucide-static/icons/key-round.svg?raw";
import { html, type TemplateResult } from "lit";
import { unsafeSVG } from "lit/directives/unsafe-svg.js";

/** The shapes without the file's `<svg>` element. */
const shapesOf = (file: string): string => file.replace(/^[^]*?<svg[^>]*>|<\/svg>\s*$/g, "");

const icons = { download: shapesOf(download), key: shapesOf(key) };

/** Icons that only these pages need, kept out of the first load. */
export function signInIcon(name: keyof typeof icons): TemplateResult {
  return html`<svg
    class="icon"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${unsafeSVG(icons[name])}
  </svg>`;
}
