import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, icon, rowStyles } from "../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../device/index.js";
import { readRelationships } from "./index.js";
import { pathTo } from "../navigation/index.js";

/** A link to the list of blocked and ignored people. */
@customElement("rally-blocked-people")
@localized()
export class RallyBlockedPeople extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  private readonly count = new LiveQueryController(this, () => {
    const database = this.device?.database;
    return database && (async () => (await readRelationships(database)).blockedOrIgnored.length);
  });

  static override styles = [
    baseStyles,
    rowStyles,
    css`
      a.row {
        flex-wrap: nowrap;
        color: inherit;
        text-decoration: none;
      }
      a.row:focus-visible {
        outline-offset: calc(-1 * var(--stroke-bar));
        border-radius: var(--radius-lg);
      }
      .icon {
        color: var(--color-ink-faint);
      }
      .icon:dir(rtl) {
        transform: scaleX(-1);
      }
      @media (hover: hover) {
        a.row:hover {
          background: var(--color-hover);
        }
      }
    `,
  ];

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device")) this.count.restart();
  }

  override render(): TemplateResult {
    return html`<a class="row" href=${pathTo("people", { tab: "apart" })}>
      <div>
        <h3>${msg("Blocked and ignored")}</h3>
        <p>${inWords(this.count.value ?? 0)}</p>
      </div>
      ${icon("chevronRight")}
    </a>`;
  }
}

function inWords(count: number): string {
  if (count === 0) return msg("You haven't blocked or ignored anyone.");
  return count === 1 ? msg("1 person") : msg(str`${count} people`);
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-blocked-people": RallyBlockedPeople;
  }
}
