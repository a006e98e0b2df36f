import { msg, str } from "@lit/localize";
import { html, type TemplateResult } from "lit";
import { icon } from "../../design/index.js";
import { contentPreview } from "../../content/index.js";
import type { Composing } from "./composing-state.js";

/** Above the field: the message that is replied to or edited, and a button to cancel. */
export function composingBanner(composing: Composing, cancel: () => void): TemplateResult {
  const reply = composing.kind === "reply";
  return html`<div class="banner">
    ${icon(reply ? "reply" : "pencil")}
    <p>
      <strong>${reply ? msg(str`Replying to ${composing.name}`) : msg("Editing message")}</strong>
      <span dir="auto">${contentPreview(composing.view.content)}</span>
    </p>
    <button
      class="icon-button"
      type="button"
      aria-label=${reply ? msg("Cancel reply") : msg("Cancel editing")}
      @click=${cancel}
    >
      ${icon("x")}
    </button>
  </div>`;
}
