import "@awesome.me/webawesome/dist/components/progress-bar/progress-bar.js";
import { localized, msg, str } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";

import { requestPersistence, storageUse, type StorageUse } from "../storage/index.js";
import { baseStyles, buttonStyles, rowStyles } from "../design/index.js";
import { getLocale } from "../localization/index.js";

/** The storage that Rally uses on this device, and whether the browser may evict it. */
@customElement("rally-storage-use")
@localized()
export class RallyStorageUse extends LitElement {
  @state() private use: StorageUse | undefined;
  @state() private declined = false;

  static override styles = [
    baseStyles,
    buttonStyles,
    rowStyles,
    css`
      .use {
        display: grid;
        gap: var(--space-xs);
      }
      wa-progress-bar {
        --track-height: var(--size-dot-sm);
        --track-color: var(--color-line);
      }
      /* Visible even for very small values. */
      wa-progress-bar::part(indicator) {
        min-width: var(--size-dot-sm);
        border-radius: inherit;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override render(): TemplateResult | typeof nothing {
    const { use } = this;
    if (!use) {
      return html`<div class="row">
        <p>${msg("Your browser doesn't say how much space Rally uses.")}</p>
      </div>`;
    }
    const share = use.quota > 0 ? Math.min(100, (use.usage / use.quota) * 100) : 0;
    const used = msg(str`Rally uses ${bytes(use.usage)} of ${bytes(use.quota)}`);
    return html`
      <div class="row">
        <div class="use">
          <p aria-hidden="true">${used}</p>
          <wa-progress-bar value=${share} label=${used}></wa-progress-bar>
        </div>
      </div>
      <div class="row">
        <p>${this.promise(use)}</p>
        ${
          use.persisted || this.declined
            ? nothing
            : html`<button class="button" @click=${this.ask}>${msg("Keep offline data")}</button>`
        }
      </div>
    `;
  }

  private promise(use: StorageUse): string {
    if (use.persisted) return msg("Your offline data stays on this device until you delete it.");
    if (this.declined) return msg("Your browser didn't allow it. Installing Rally can help.");
    return msg("Your browser may delete offline data when the device runs low on space.");
  }

  private async load(): Promise<void> {
    this.use = await storageUse();
  }

  private readonly ask = async (): Promise<void> => {
    this.declined = !(await requestPersistence());
    await this.load();
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
