import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { localized, msg } from "@lit/localize";
import type { SlashPlace } from "@rally/shared/slash-commands";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  baseStyles,
  buttonStyles,
  DialogController,
  dialogHead,
  dialogStyles,
} from "../../design/index.js";
import { slashCommandsFor } from "./describe.js";

/** A dialog with the slash commands that are available in a conversation. */
@customElement("rally-slash-help")
@localized()
export class RallySlashHelp extends LitElement {
  @state() private place: SlashPlace = { kind: "direct" };
  private readonly modal = new DialogController(this);

  static override styles = [
    baseStyles,
    buttonStyles,
    dialogStyles,
    css`
      dl {
        display: grid;
        gap: var(--space-sm);
      }
      dt {
        font-weight: var(--weight-bold);
        overflow-wrap: anywhere;
      }
      dd,
      .escape {
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
      .escape {
        margin-block-start: var(--space-lg);
        padding-block-start: var(--space-sm);
        border-block-start: 1px solid var(--color-line);
      }
    `,
  ];

  /** @param opener is focused when the dialog closes. */
  show(place: SlashPlace, opener: HTMLElement): void {
    this.place = place;
    this.modal.show(opener);
  }

  override render(): TemplateResult {
    return html`<wa-dialog
      without-header
      light-dismiss
      label=${msg("Commands")}
      ?open=${this.modal.open}
      @wa-after-hide=${this.modal.hidden}
    >
      ${dialogHead(msg("Commands"), this.modal)}
      <dl>
        ${slashCommandsFor(this.place).map(
          ({ usage, help }) =>
            html`<div>
              <dt><bdi dir="ltr">${usage}</bdi></dt>
              <dd>${help}</dd>
            </div>`,
        )}
      </dl>
      <p class="escape">${msg("To send a message that starts with a slash, type two of them.")}</p>
    </wa-dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-slash-help": RallySlashHelp;
  }
}
