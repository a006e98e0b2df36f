import download from "lucide-static/icons/download.svg?raw";
import key from "lucide-static/icons/key-round.svg?raw";
import shield from "lucide-static/icons/shield-check.svg?raw";
import { html, type TemplateResult } from "lit";
import { unsafeSVG } from "lit/directives/unsafe-svg.js";

const drawings = { download, key, shield };

/** Icons that no other page needs, so that the first load does without them. */
export function drawing(name: keyof typeof drawings): TemplateResult {
  return html`<span class="icon" aria-hidden="true">${unsafeSVG(drawings[name])}</span>`;
}
