import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { localized, msg } from "@lit/localize";
import { limits } from "@rally/shared/limits";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { RallyDatabase } from "../../database/index.js";
import {
  baseStyles,
  buttonStyles,
  dialogStyles,
  fieldStyles,
  textField,
} from "../../design/index.js";
import { fieldSentence } from "../../localization/index.js";
import { renameConversation } from "../data/enqueue-commands.js";

/** A dialog that renames a group. */
@customElement("rally-rename-group")
@localized()
export class RallyRenameGroup extends LitElement {
  @state() private open = false;
  @state() private name = "";
  @state() private error: string | undefined;
  private rename: ((name: string) => Promise<void>) | undefined;
  private opener: HTMLElement | undefined;

  static override styles = [baseStyles, buttonStyles, fieldStyles, dialogStyles];

  /** Opens the dialog with the current name. */
  show(database: RallyDatabase, conversationId: string, name: string): void {
    const root = (this.getRootNode() as ShadowRoot).activeElement;
    this.opener = root instanceof HTMLElement ? root : undefined;
    this.name = name;
    this.error = undefined;
    this.rename = (next) => renameConversation(database, conversationId, next);
    this.open = true;
  }

  override render(): TemplateResult {
    return html`<wa-dialog
      without-header
      light-dismiss
      label=${msg("Rename group")}
      ?open=${this.open}
      @wa-after-show=${() => {
        this.renderRoot.querySelector("input")?.select();
      }}
      @wa-after-hide=${() => {
        this.open = false;
        this.opener?.focus();
      }}
    >
      <form novalidate @submit=${this.submit}>
        <div class="dialog-head"><h2>${msg("Rename group")}</h2></div>
        ${textField({
          name: "name",
          label: msg("Group name"),
          value: this.name,
          autocomplete: "off",
          maxLength: limits.nameLength,
          error: this.error,
          onInput: (value) => {
            this.name = value;
            this.error = undefined;
          },
        })}
        <div class="dialog-actions">
          <button
            type="button"
            class="button"
            @click=${() => {
              this.open = false;
            }}
          >
            ${msg("Cancel")}
          </button>
          <button class="button primary">${msg("Rename")}</button>
        </div>
      </form>
    </wa-dialog>`;
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const name = this.name.trim();
    if (!name) {
      this.error = fieldSentence("name", "required");
      return;
    }
    await this.rename?.(name);
    this.open = false;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-rename-group": RallyRenameGroup;
  }
}
