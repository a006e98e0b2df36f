import { msg, str } from "@lit/localize";
import { stickerEmoji, type Sticker } from "@rally/shared/stickers";
import { html, type TemplateResult } from "lit";
import "./rally-sticker.js";
import { stickerLabel } from "./sticker-labels.js";

/** A sticker as the body of a message. */
export function stickerTemplate({ pack, name, label, picture }: Sticker): TemplateResult {
  return html`<rally-sticker .sticker=${{ pack, name, label, picture }}></rally-sticker>`;
}

/** A sticker as one line of text. */
export function stickerPreview(sticker: Sticker): string {
  const emoji = stickerEmoji(sticker);
  const label = stickerLabel(sticker);
  if (emoji !== undefined) return msg(str`${emoji} Sticker: ${label}`);
  return sticker.label === undefined ? label : msg(str`Sticker: ${label}`);
}
