import { msg } from "@lit/localize";
import { html, type TemplateResult } from "lit";
import type { DialogController } from "./dialog-controller.js";
import { icon } from "./icons.js";

/** The heading of a dialog, and the button that closes it; needs `dialogStyles`. */
export function dialogHead(heading: unknown, modal: DialogController): TemplateResult {
  return html`<div class="dialog-head">
    <h2>${heading}</h2>
    <button
      type="button"
      class="icon-button"
      aria-label=${msg("Close")}
      @click=${() => {
        modal.hide();
      }}
    >
      ${icon("x")}
    </button>
  </div>`;
}
