import { localized } from "@lit/localize";
import type { Presence } from "@rally/shared/people";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles } from "../design/index.js";
import { presenceLabel } from "../localization/index.js";

/** A user's presence: a full dot for online, a ring for away, nothing for offline; also as text. */
@customElement("rally-presence-dot")
@localized()
export class RallyPresenceDot extends LitElement {
  @property() presence: Presence = "offline";

  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      .dot {
        display: block;
        width: var(--size-dot);
        height: var(--size-dot);
        border: var(--stroke-focus) solid var(--presence-edge, var(--color-ground));
        border-radius: var(--radius-full);
        background: var(--color-online);
      }
      @media (forced-colors: active) {
        .dot {
          forced-color-adjust: none;
          border-color: Canvas;
          background: Highlight;
        }
      }
      .away {
        background: radial-gradient(
          circle,
          var(--presence-edge, var(--color-ground)) 0 26%,
          var(--color-away) 32%
        );
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    if (this.presence === "offline") return nothing;
    return html`<span class="dot ${this.presence}"></span
      ><span class="visually-hidden">${presenceLabel(this.presence)}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-presence-dot": RallyPresenceDot;
  }
}
