import "@awesome.me/webawesome/dist/components/switch/switch.js";
import type WaSwitch from "@awesome.me/webawesome/dist/components/switch/switch.js";
import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { baseStyles, rowStyles, switchStyles } from "../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../device/index.js";
import { appearOffline, appearsOffline } from "./index.js";

/** The settings of the user's visible presence. */
@customElement("rally-presence-settings")
@localized()
export class RallyPresenceSettings extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;

  private readonly unseen = new LiveQueryController(this, () => {
    const database = this.device?.database;
    return database && (() => appearsOffline(database));
  });

  static override styles = [baseStyles, rowStyles, switchStyles];

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device")) this.unseen.restart();
  }

  override render(): TemplateResult {
    return html`<div class="row">
      <wa-switch .checked=${live(this.unseen.value ?? false)} @change=${this.choose}>
        <span>${msg("Appear offline")}</span>
        <span slot="hint"
          >${msg("No one can see that you're online, when you were last here, which chat you're in or that you're typing.")}</span
        >
      </wa-switch>
    </div>`;
  }

  private readonly choose = (event: Event): void => {
    const { checked } = event.target as WaSwitch;
    if (this.device) appearOffline(this.device.database, checked).catch(reportError);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-presence-settings": RallyPresenceSettings;
  }
}
