import { localized, msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { baseStyles } from "./base-styles.js";
import { breakpoints, twoPanes } from "./breakpoints.js";
import { icon } from "./icons.js";
import { SheetDrag } from "./sheet-drag.js";

/**
 * A dialog that rises from the bottom of the screen. It closes by its handle, a press outside, a drag
 * down, Escape or the back gesture of the system, and gives the focus back to where it was. It is a
 * native `<dialog>`: the browser keeps the focus inside and handles the close requests.
 * @slot - The content.
 * @fires sheet-closed - It was closed, in whichever way.
 */
@customElement("rally-sheet")
@localized()
export class RallySheet extends LitElement {
  /** Its name for screen readers. */
  @property() label = "";
  /** On wide screens, at the end of the line instead of at the bottom. */
  @property({ type: Boolean, reflect: true }) side = false;
  @query("dialog") private dialog!: HTMLDialogElement | null;
  @query(".body") private body!: HTMLElement;
  private readonly drag = new SheetDrag({
    panel: () => this.dialog,
    canDrag: () => this.body.scrollTop <= 0 && !this.isAtSide,
    close: () => this.close(),
  });

  static override styles = [
    baseStyles,
    css`
      :host {
        display: contents;
      }
      dialog {
        position: fixed;
        inset-block: auto 0;
        inset-inline: 0;
        box-sizing: border-box;
        width: 100%;
        max-width: var(--width-lg);
        max-height: 85dvh;
        margin: 0 auto;
        padding: 0 0 env(safe-area-inset-bottom);
        border: 1px solid var(--color-line);
        border-block-end: 0;
        border-radius: var(--radius-xl) var(--radius-xl) 0 0;
        background: var(--color-raised);
        color: var(--color-ink);
        box-shadow: var(--shadow-lg);
        translate: 0 100%;
        transition:
          translate var(--motion-calm) var(--motion-ease),
          display var(--motion-calm) allow-discrete,
          overlay var(--motion-calm) allow-discrete;
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
        translate: 0 var(--drag, 0);
      }
      dialog.dragged {
        transition: none;
      }
      @starting-style {
        dialog[open] {
          translate: 0 100%;
        }
      }
      dialog::backdrop {
        background: transparent;
        transition:
          background-color var(--motion-calm),
          display var(--motion-calm) allow-discrete,
          overlay var(--motion-calm) allow-discrete;
      }
      dialog[open]::backdrop {
        background: var(--color-veil);
      }
      @starting-style {
        dialog[open]::backdrop {
          background: transparent;
        }
      }
      .handle {
        display: grid;
        flex: none;
        place-content: center;
        width: 100%;
        min-height: var(--size-target-sm);
        padding: 0;
        border: 0;
        background: none;
        touch-action: none;
        cursor: pointer;
      }
      .handle:focus-visible {
        outline-offset: calc(-1 * var(--stroke-bar));
      }
      .handle span {
        width: var(--size-handle);
        height: var(--space-2xs);
        border-radius: var(--radius-full);
        background: var(--color-line-strong);
      }
      .handle .icon {
        display: none;
      }
      .body {
        min-height: 0;
        overflow-y: auto;
        overscroll-behavior: contain;
        padding: 0 var(--space-sm) var(--space-sm);
        scrollbar-width: thin;
      }
      @media ${twoPanes} {
        :host([side]) dialog {
          inset-block: 0;
          inset-inline: auto 0;
          width: var(--size-details);
          max-height: none;
          height: 100%;
          border-block: 0;
          border-inline-end: 0;
          border-radius: 0;
          translate: 100% 0;
        }
        :host([side]) .handle {
          align-self: end;
          width: var(--size-target);
          min-height: var(--size-target);
          margin: var(--space-xs) var(--space-xs) 0;
          border-radius: var(--radius-md);
          color: var(--color-ink-soft);
        }
        :host([side]) .handle .icon {
          display: block;
        }
        :host([side]) .handle span {
          display: none;
        }
        :host([side]) .body {
          padding-inline: var(--space-md);
        }
        :host([side]) dialog:dir(rtl) {
          translate: -100% 0;
        }
        :host([side]) dialog[open] {
          translate: none;
        }
        @starting-style {
          :host([side]) dialog[open] {
            translate: 100% 0;
          }
          :host([side]) dialog[open]:dir(rtl) {
            translate: -100% 0;
          }
        }
      }
      @media (forced-colors: active) {
        .handle span {
          background: CanvasText;
        }
      }
    `,
  ];

  get open(): boolean {
    return this.dialog?.open ?? false;
  }

  /** Opens it, once what is to be in it has been rendered. */
  async show(): Promise<void> {
    await this.updateComplete;
    if (!this.open) this.dialog?.showModal();
  }

  close(): void {
    this.dialog?.close();
  }

  override render(): TemplateResult {
    // A press outside has a key too: the dialog's own Escape.
    // eslint-disable-next-line lit-a11y/click-events-have-key-events
    return html`<dialog
      aria-label=${this.label}
      @click=${this.pressed}
      @close=${this.closed}
      @touchstart=${this.drag.start}
      @touchmove=${this.drag.move}
      @touchend=${this.drag.end}
      @touchcancel=${this.drag.cancel}
    >
      <button
        type="button"
        class="handle"
        aria-label=${msg("Close")}
        @click=${() => {
          this.close();
        }}
      >
        <span></span>${icon("x")}
      </button>
      <div class="body"><slot></slot></div>
    </dialog>`;
  }

  private get isAtSide(): boolean {
    return this.side && matchMedia(breakpoints.twoPanes).matches;
  }

  /** What lies outside of it is its backdrop, and a press there is one on the dialog itself. */
  private readonly pressed = ({ target, clientX, clientY }: MouseEvent): void => {
    const { dialog } = this;
    if (!dialog || target !== dialog) return;
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    if (clientX < left || clientX > right || clientY < top || clientY > bottom) this.close();
  };

  private readonly closed = (): void => {
    this.drag.cancel();
    this.dispatchEvent(new CustomEvent("sheet-closed"));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-sheet": RallySheet;
  }
}
