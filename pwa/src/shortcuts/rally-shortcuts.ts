import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { localized, msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, dialogStyles, icon, twoPanes } from "../design/index.js";
import { keyNames, shortcutPlaces, shortcuts, type Shortcut } from "./index.js";

/** The sheet that lists every keyboard shortcut. */
@customElement("rally-shortcuts")
@localized()
export class RallyShortcuts extends LitElement {
  @state() private open = false;

  static override styles = [
    baseStyles,
    buttonStyles,
    dialogStyles,
    css`
      .places {
        display: grid;
        gap: var(--space-lg);
      }
      h3 {
        margin-block-end: var(--space-2xs);
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
      dl > div {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--space-md);
        padding-block: var(--space-xs);
        border-block-end: 1px solid var(--color-line);
      }
      dl > div:last-child {
        border: 0;
      }
      dd {
        display: flex;
        flex-wrap: wrap;
        justify-content: end;
        gap: var(--space-2xs) var(--space-xs);
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
      .combination {
        display: inline-flex;
        gap: var(--space-3xs);
      }
      kbd {
        min-width: var(--size-line);
        padding: 0 var(--space-2xs);
        border: 1px solid var(--color-line);
        border-radius: var(--radius-sm);
        background: var(--color-sunken);
        color: var(--color-ink);
        font: inherit;
        line-height: var(--size-line);
        text-align: center;
      }
      @media ${twoPanes} {
        wa-dialog {
          --width: var(--size-column);
        }
        .places {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
          gap: var(--space-lg) var(--space-xl);
          align-items: start;
        }
      }
    `,
  ];

  /** Opens the sheet, or closes it when it is open. */
  show(): void {
    this.open = !this.open;
  }

  hide(): void {
    this.open = false;
  }

  override render(): TemplateResult {
    const places = Object.entries(shortcutPlaces);
    return html`<wa-dialog
      without-header
      light-dismiss
      label=${msg("Keyboard shortcuts")}
      ?open=${this.open}
      @wa-after-hide=${() => this.hide()}
    >
      <div class="dialog-head">
        <h2>${msg("Keyboard shortcuts")}</h2>
        <button class="icon-button" aria-label=${msg("Close")} @click=${() => this.hide()}>
          ${icon("x")}
        </button>
      </div>
      <div class="places">
        ${places.map(
          ([place, heading]) =>
            html`<section aria-labelledby=${place}>
              <h3 id=${place}>${heading()}</h3>
              <dl>${shortcuts.filter((shortcut) => shortcut.place === place).map(line)}</dl>
            </section>`,
        )}
      </div>
    </wa-dialog>`;
  }
}

function line({ id, words, keys }: Shortcut): TemplateResult {
  return html`<div data-id=${id}>
    <dt>${words()}</dt>
    <dd>
      ${keys.map(
        (combination) =>
          html`<span class="combination"
            >${keyNames(combination).map((name) => html`<kbd>${name}</kbd>`)}</span
          >`,
      )}
    </dd>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-shortcuts": RallyShortcuts;
  }
}
