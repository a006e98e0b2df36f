import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { baseStyles, buttonStyles, rowStyles } from "../design/index.js";
import { applyUpdate, updateWaiting } from "../service-worker/index.js";
import { ObservableController } from "../observable/index.js";

/** Shows whether the app is up to date; if not, offers to reload. */
@customElement("rally-update-offer")
@localized()
export class RallyUpdateOffer extends LitElement {
  private readonly updates = new ObservableController(this, () => updateWaiting);

  static override styles = [baseStyles, buttonStyles, rowStyles];

  override render(): TemplateResult {
    const isWaiting = this.updates.value;
    return html`<div class="row">
      <div>
        <h3>${msg("Updates")}</h3>
        <p role="status">
          ${
            isWaiting
              ? msg("A new version of Rally is ready.")
              : msg("You have the latest version. New ones install by themselves.")
          }
        </p>
      </div>
      ${isWaiting ? html`<button class="button primary" @click=${() => applyUpdate()}>${msg("Reload")}</button>` : ""}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-update-offer": RallyUpdateOffer;
  }
}
