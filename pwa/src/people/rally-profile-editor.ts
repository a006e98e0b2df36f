import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { RallyError, type FieldErrors } from "@rally/shared/errors";
import { limits } from "@rally/shared/limits";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, fieldStyles, icon, textField } from "../design/index.js";
import type { Device } from "../device/index.js";
import { deviceContext } from "../watching/index.js";
import { changeProfile, type ProfileView } from "./index.js";
import type { RallyAvatarEditor } from "./rally-avatar-editor.js";
import "./rally-avatar.js";
import "./rally-avatar-editor.js";

/**
 * One's own profile as a form; what is saved here leaves when it can, the picture at once.
 * @fires editing-done
 */
@customElement("rally-profile-editor")
@localized()
export class RallyProfileEditor extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) profile!: ProfileView;
  @state() private displayName = "";
  @state() private status = "";
  @state() private bio = "";
  @state() private errors: FieldErrors = {};
  @query("rally-avatar-editor") private pictures!: RallyAvatarEditor | null;
  private begun = false;

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    css`
      :host {
        display: block;
      }
      .picture {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-md);
        --avatar-size: 5.5rem;
      }
      .picture div,
      .end {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-xs);
      }
      textarea {
        width: 100%;
        min-height: 7.5rem;
        padding: 0.55rem 0.8rem;
        border: 1px solid var(--color-line-strong);
        border-radius: var(--radius-md);
        background: var(--color-raised);
        color: var(--color-ink);
        font: inherit;
        font-size: var(--text-md);
        line-height: var(--leading-text);
        resize: vertical;
        field-sizing: content;
      }
      textarea:focus-visible {
        outline-offset: -1px;
        border-color: transparent;
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("profile") || this.begun) return;
    this.begun = true;
    const { displayName, status, bio } = this.profile;
    Object.assign(this, { displayName, status, bio });
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>("#displayName")?.focus();
  }

  override render(): TemplateResult {
    const { profile } = this;
    return html`<form
        novalidate
        aria-label=${msg("Edit profile")}
        @submit=${this.save}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "Escape") this.done();
        }}
      >
        <div class="picture">
          <rally-avatar
            large
            person-id=${profile.id}
            .name=${this.displayName}
            .avatar=${profile.avatar}
          ></rally-avatar>
          <div>
            <button type="button" class="button" @click=${() => this.pictures?.choose()}>
              ${icon("camera")} ${msg("Choose picture")}
            </button>
            ${
              profile.avatar === undefined
                ? nothing
                : html`<button type="button" class="button" @click=${this.removePicture}>
                    ${icon("trash")} ${msg("Remove picture")}
                  </button>`
            }
          </div>
        </div>
        ${textField({
          name: "displayName",
          label: msg("Name"),
          value: this.displayName,
          autocomplete: "name",
          maxLength: limits.displayNameLength,
          error: this.errorOf("displayName"),
          onInput: (value) => (this.displayName = value),
        })}
        ${textField({
          name: "status",
          label: msg("Status"),
          value: this.status,
          autocomplete: "off",
          maxLength: limits.statusLength,
          hint: msg("What you are doing just now; an emoji says a lot."),
          error: this.errorOf("status"),
          onInput: (value) => (this.status = value),
        })}
        <div class="field">
          <label for="bio">${msg("About you")}</label>
          <textarea
            id="bio"
            name="bio"
            maxlength=${limits.bioLength}
            aria-describedby="bio-hint"
            .value=${this.bio}
            @input=${(event: InputEvent) => {
              this.bio = (event.target as HTMLTextAreaElement).value;
            }}
          ></textarea>
          <p class="hint" id="bio-hint">
            ${msg(str`${limits.bioLength - this.bio.length} characters left`)}
          </p>
        </div>
        <div class="end">
          <button class="button primary">${msg("Save")}</button>
          <button type="button" class="button" @click=${() => this.done()}>${msg("Cancel")}</button>
        </div>
      </form>
      <rally-avatar-editor></rally-avatar-editor>`;
  }

  private errorOf(field: "displayName" | "status"): string | undefined {
    const [code] = this.errors[field] ?? [];
    if (code === undefined) return undefined;
    if (code === "required" || code === "too_short") return msg("Enter a name.");
    return code === "too_long" ? msg("This is too long.") : msg("This is not right.");
  }

  private readonly save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!this.device) return;
    const { displayName, status, bio, profile } = this;
    const changes = {
      ...(displayName !== profile.displayName && { displayName: displayName.trim() }),
      ...(status !== profile.status && { status: status.trim() }),
      ...(bio !== profile.bio && { bio: bio.trim() }),
    };
    try {
      if (Object.keys(changes).length > 0) await changeProfile(this.device.database, changes);
    } catch (error) {
      if (!(error instanceof RallyError) || !error.fields) throw error;
      this.errors = error.fields;
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
      return;
    }
    this.done();
  };

  private readonly removePicture = async (): Promise<void> => {
    if (this.device) await changeProfile(this.device.database, { avatar: null });
  };

  private done(): void {
    this.dispatchEvent(new CustomEvent("editing-done"));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-profile-editor": RallyProfileEditor;
  }
}
