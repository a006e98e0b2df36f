import { localized, msg, str } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";

import { requestPersistence, storageUse, type StorageUse } from "../database/index.js";
import { baseStyles, buttonStyles, setStyle } from "../design/index.js";
import { getLocale } from "../localization/index.js";

/** How much Rally keeps on this device, and whether the browser may clear it by itself. */
@customElement("rally-storage-use")
@localized()
export class RallyStorageUse extends LitElement {
  @state() private use: StorageUse | undefined;
  @state() private declined = false;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-xs);
      }
      .bar {
        height: 0.5rem;
        overflow: hidden;
        border-radius: var(--radius-full);
        background: var(--color-line);
      }
      .bar span {
        display: block;
        min-width: 0.5rem;
        height: 100%;
        border-radius: inherit;
        background: var(--color-court);
      }
      p {
        color: var(--color-ink-soft);
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-xs) var(--space-md);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
  }

  override render(): TemplateResult | typeof nothing {
    const { use } = this;
    if (!use) return html`<p>${msg("This browser does not say how much is stored.")}</p>`;
    const share = use.quota > 0 ? Math.min(100, (use.usage / use.quota) * 100) : 0;
    return html`
      <p>${msg(str`${bytes(use.usage)} of ${bytes(use.quota)} used by Rally`)}</p>
      <div class="bar" aria-hidden="true">
        <span ${setStyle({ width: `${share}%` })}></span>
      </div>
      <div class="line">
        <p>${this.promise(use)}</p>
        ${
          use.persisted || this.declined
            ? nothing
            : html`<button class="button" @click=${this.ask}>${msg("Keep it for good")}</button>`
        }
      </div>
    `;
  }

  private promise(use: StorageUse): string {
    if (use.persisted) return msg("The browser keeps it until you delete it.");
    if (this.declined) return msg("The browser declined. Installing Rally helps.");
    return msg("The browser may clear it when the device runs out of room.");
  }

  private async look(): Promise<void> {
    this.use = await storageUse();
  }

  private readonly ask = async (): Promise<void> => {
    this.declined = !(await requestPersistence());
    await this.look();
  };
}

function bytes(count: number): string {
  const units = ["kilobyte", "megabyte", "gigabyte"] as const;
  const power = Math.min(2, Math.max(0, Math.floor(Math.log10(Math.max(count, 1)) / 3) - 1));
  return new Intl.NumberFormat(getLocale(), {
    style: "unit",
    unit: units[power] ?? "kilobyte",
    maximumFractionDigits: 1,
  }).format(count / 1000 ** (power + 1));
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-storage-use": RallyStorageUse;
  }
}
