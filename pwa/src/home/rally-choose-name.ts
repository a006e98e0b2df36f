import "@awesome.me/webawesome/dist/components/textarea/textarea.js";
import type WaTextarea from "@awesome.me/webawesome/dist/components/textarea/textarea.js";
import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import { limits } from "@rally/shared/limits";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, fieldStyles, textField } from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { changeProfile } from "../people/index.js";

/**
 * Asks a newcomer for the name that others see, and a few words about them; works offline.
 * @fires name-chosen - The user saved the name, changed or not.
 * @fires cancelled
 */
@customElement("rally-choose-name")
@localized()
export class RallyChooseName extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  /** The name so far. */
  @property() name = "";
  @state() private chosen: string | undefined;
  @state() private bio = "";
  @state() private error: string | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    css`
      wa-textarea::part(form-control-label) {
        font-size: var(--text-sm);
      }
      wa-textarea::part(textarea) {
        font-size: var(--text-md);
      }
      /* Its transparent outline is drawn in forced colours. */
      wa-textarea:not(:focus-within)::part(base) {
        outline: none;
      }
      .end {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-xs);
      }
    `,
  ];

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLInputElement>("#displayName")?.select();
  }

  override render(): TemplateResult {
    return html`<form
      novalidate
      aria-label=${msg("Choose your name")}
      @submit=${this.save}
      @keydown=${this.leave}
    >
      ${textField({
        name: "displayName",
        label: msg("Name"),
        value: this.chosen ?? this.name,
        autocomplete: "name",
        maxLength: limits.displayNameLength,
        error: this.error,
        onInput: (value) => {
          this.chosen = value;
          this.error = undefined;
        },
      })}
      <wa-textarea
        name="bio"
        resize="auto"
        rows="2"
        label=${msg("About you (optional)")}
        maxlength=${limits.bioLength}
        .value=${this.bio}
        @input=${(event: InputEvent) => {
          this.bio = (event.target as WaTextarea).value ?? "";
        }}
      ></wa-textarea>
      <div class="end">
        <button class="button primary">${msg("Save")}</button>
        <button type="button" class="button" @click=${this.cancel}>${msg("Cancel")}</button>
      </div>
    </form>`;
  }

  private readonly save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!this.device) return;
    const displayName = (this.chosen ?? this.name).trim();
    const bio = this.bio.trim();
    const changes = { ...(displayName !== this.name && { displayName }), ...(bio && { bio }) };
    try {
      if (Object.keys(changes).length > 0) await changeProfile(this.device.database, changes);
    } catch (error) {
      if (!(error instanceof RallyError) || !error.fields) throw error;
      this.error = displayName
        ? msg("That name isn't valid. Try another one.")
        : msg("Enter a name.");
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>("#displayName")?.focus();
      return;
    }
    this.dispatchEvent(new CustomEvent("name-chosen"));
  };

  private readonly leave = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.cancel();
  };

  private readonly cancel = (): void => {
    this.dispatchEvent(new CustomEvent("cancelled"));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-choose-name": RallyChooseName;
  }
}
