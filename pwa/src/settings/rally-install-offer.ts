import { localized, msg } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { baseStyles, buttonStyles, rowStyles } from "../design/index.js";
import { install, installOffer, isInstalled } from "../service-worker/index.js";
import { ObservableController } from "../observable/index.js";

/** A button that installs Rally where the browser offers it, else a hint. */
@customElement("rally-install-offer")
@localized()
export class RallyInstallOffer extends LitElement {
  private readonly offer = new ObservableController(this, () => installOffer);

  static override styles = [baseStyles, buttonStyles, rowStyles];

  override render(): TemplateResult {
    const isOffered = this.offer.value !== undefined;
    return html`<div class="row">
      <div>
        <h3>${msg("Install Rally")}</h3>
        <p>${this.words(isOffered)}</p>
      </div>
      ${
        isOffered
          ? html`<button class="button" @click=${() => void install()}>${msg("Install")}</button>`
          : nothing
      }
    </div>`;
  }

  private words(isOffered: boolean): string {
    if (isInstalled()) return msg("Rally is installed on this device.");
    return isOffered
      ? msg("It opens in its own window and works offline.")
      : msg("Choose “Install” or “Add to Home Screen” in your browser's menu.");
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-install-offer": RallyInstallOffer;
  }
}
