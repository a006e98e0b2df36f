import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, switchStyles } from "../design/index.js";
import type { Device } from "../device/index.js";
import { deviceContext, Watching } from "../watching/index.js";
import { appearOffline, appearsOffline } from "./index.js";

/** How one is seen by others. */
@customElement("rally-presence-settings")
@localized()
export class RallyPresenceSettings extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;

  private readonly unseen = new Watching(this, () => {
    const database = this.device?.database;
    return database && (() => appearsOffline(database));
  });

  static override styles = [
    baseStyles,
    switchStyles,
    css`
      h2 {
        margin-block-end: var(--space-sm);
        font-size: var(--text-base);
      }
      label {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--space-md);
        padding: var(--space-sm) var(--space-md);
        border: 1px solid var(--color-line);
        border-radius: var(--radius-lg);
        cursor: pointer;
      }
      label:has(:focus-visible) {
        outline: 2px solid var(--color-focus);
        outline-offset: 2px;
      }
      strong {
        display: block;
        font-weight: var(--weight-medium);
      }
      .what {
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
      input:focus-visible {
        outline: none;
      }
    `,
  ];

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device")) this.unseen.restart();
  }

  override render(): TemplateResult {
    return html`<h2>${msg("Presence")}</h2>
      <label>
        <span>
          <strong id="name">${msg("Appear offline")}</strong>
          <span class="what" id="what"
            >${msg("Nobody sees that you are here, what you look at, that you write, or when you were last here.")}</span
          >
        </span>
        <input
          class="switch"
          type="checkbox"
          role="switch"
          aria-checked=${this.unseen.value ? "true" : "false"}
          aria-labelledby="name"
          aria-describedby="what"
          .checked=${this.unseen.value ?? false}
          @change=${this.choose}
        />
      </label>`;
  }

  private readonly choose = (event: Event): void => {
    const { checked } = event.target as HTMLInputElement;
    if (this.device) appearOffline(this.device.database, checked).catch(reportError);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-presence-settings": RallyPresenceSettings;
  }
}
