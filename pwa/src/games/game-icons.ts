import bot from "lucide-static/icons/bot.svg?raw";
import pause from "lucide-static/icons/pause.svg?raw";
import play from "lucide-static/icons/play.svg?raw";
import volume from "lucide-static/icons/volume-2.svg?raw";
import volumeOff from "lucide-static/icons/volume-x.svg?raw";
import { html, type TemplateResult } from "lit";
import { unsafeSVG } from "lit/directives/unsafe-svg.js";

/** Icons that only games show; they are no part of the first load. */
const icons = { bot, pause, play, volume, volumeOff };

export function gameIcon(name: keyof typeof icons): TemplateResult {
  // The file's `<svg>` has the attributes of `icon()` of the design.
  const file = icons[name]
    .replace(/<!--.*?-->\s*/s, "")
    .replace(/class="[^"]*"/, 'class="icon" aria-hidden="true"');
  return html`${unsafeSVG(file)}`;
}
