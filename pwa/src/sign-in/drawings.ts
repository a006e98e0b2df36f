import download from "lucide-static/icons/download.svg?raw";
import key from "lucide-static/icons/key-round.svg?raw";
import { html, type TemplateResult } from "lit";
import { unsafeSVG } from "lit/directives/unsafe-svg.js";

/** The shapes alone, without the file's own `<svg>`. */
const shapesOf = (file: string): string => file.replace(/^[^]*?<svg[^>]*>|<\/svg>\s*$/g, "");

const drawings = { download: shapesOf(download), key: shapesOf(key) };

/** Icons that no other page needs, so that the first load does without them. */
export function drawing(name: keyof typeof drawings): TemplateResult {
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
    ${unsafeSVG(drawings[name])}
  </svg>`;
}
