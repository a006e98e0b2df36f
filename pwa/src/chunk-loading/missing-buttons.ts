import { msg } from "@lit/localize";
import { html, type TemplateResult } from "lit";

/** The buttons below the message that a chunk failed to load; `host` fires `try-again`. */
export function missingButtons(host: EventTarget, emphasis: "primary" | "none"): TemplateResult {
  return html`<button
      class=${emphasis === "primary" ? "button primary" : "button"}
      @click=${() => {
        host.dispatchEvent(new CustomEvent("try-again"));
      }}
    >
      ${msg("Try again")}
    </button>
    <button
      class="button"
      @click=${() => {
        location.reload();
      }}
    >
      ${msg("Reload")}
    </button>`;
}
