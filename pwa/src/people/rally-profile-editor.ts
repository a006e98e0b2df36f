import "@awesome.me/webawesome/dist/components/textarea/textarea.js";
import type WaTextarea from "@awesome.me/webawesome/dist/components/textarea/textarea.js";
import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { RallyError, type FieldErrors } from "@rally/shared/errors";
import { limits } from "@rally/shared/limits";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, fieldStyles, icon, textField } from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { changeProfile, type ProfileView } from "./index.js";
import type { RallyAvatarEditor } from "./rally-avatar-editor.js";
import "./rally-avatar.js";
import "./rally-avatar-editor.js";

/**
 * A form for the user's own profile. Changes are sent when possible, the picture immediately.
 * @fires editing-done - Saved, or canceled.
 */
@customElement("rally-profile-editor")
@localized()
export class RallyProfileEditor extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) profile!: ProfileView;
  /** Whether the form is always open: it then takes no focus and has no Cancel button. */
  @property({ type: Boolean }) stays = false;
  @state() private displayName = "";
  @state() private status = "";
  @state() private bio = "";
  @state() private errors: FieldErrors = {};
  @query("rally-avatar-editor") private pictures!: RallyAvatarEditor | null;
  @state() private saved = false;
  /** The profile with which the fields were filled. */
  private filledFrom: ProfileView | undefined;

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
        --avatar-size: var(--size-avatar-2xl);
      }
      wa-textarea {
        --wa-form-control-padding-block: var(--space-sm);
      }
      wa-textarea::part(form-control-label),
      wa-textarea::part(hint) {
        font-size: var(--text-sm);
      }
      wa-textarea::part(textarea) {
        font-size: var(--text-md);
      }
      /* Forced colours would draw its transparent outline. */
      wa-textarea:not(:focus-within)::part(base) {
        outline: none;
      }
      .picture div,
      .end {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-xs);
      }
      .saved {
        color: var(--color-ink-soft);
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("profile")) return;
    if (this.isChanged(this.filledFrom) && this.isChanged(this.profile)) return;
    const { displayName, status, bio } = (this.filledFrom = this.profile);
    Object.assign(this, { displayName, status, bio });
  }

  override firstUpdated(): void {
    if (!this.stays) this.renderRoot.querySelector<HTMLElement>("#displayName")?.focus();
  }

  override render(): TemplateResult {
    const { profile } = this;
    return html`<form
        novalidate
        aria-label=${msg("Edit profile")}
        @submit=${this.save}
        @input=${() => {
          this.saved = false;
        }}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "Escape" && !this.stays) this.done();
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
          onInput: (value) => this.type("displayName", value),
        })}
        ${textField({
          name: "status",
          label: msg("Status"),
          value: this.status,
          autocomplete: "off",
          maxLength: limits.statusLength,
          hint: msg("What are you up to? Emoji welcome."),
          error: this.errorOf("status"),
          onInput: (value) => this.type("status", value),
        })}
        <wa-textarea
          name="bio"
          resize="auto"
          rows="4"
          label=${msg("About you")}
          hint=${msg(str`Characters left: ${limits.bioLength - this.bio.length}`)}
          maxlength=${limits.bioLength}
          .value=${this.bio}
          @input=${(event: InputEvent) => {
            this.bio = (event.target as WaTextarea).value ?? "";
          }}
        ></wa-textarea>
        <div class="end">
          <button class="button primary" ?disabled=${this.stays && !this.isChanged(profile)}>
            ${msg("Save")}
          </button>
          ${
            this.stays
              ? html`<p class="saved" role="status">${this.saved ? msg("Saved") : nothing}</p>`
              : html`<button type="button" class="button" @click=${() => this.done()}>
                  ${msg("Cancel")}
                </button>`
          }
        </div>
      </form>
      <rally-avatar-editor></rally-avatar-editor>`;
  }

  /** Typing in a field removes the error of that field. */
  private type(field: "displayName" | "status", value: string): void {
    this[field] = value;
    const { [field]: _cleared, ...rest } = this.errors;
    this.errors = rest;
  }

  private errorOf(field: "displayName" | "status"): string | undefined {
    const [code] = this.errors[field] ?? [];
    if (code === undefined) return undefined;
    if (code === "required" || code === "too_short") return msg("Enter a name.");
    return code === "too_long"
      ? msg("That's too long. Shorten it.")
      : msg("This isn't valid. Check it and try again.");
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
    this.errors = {};
    // Shows the values as they were sent, without surrounding spaces.
    for (const field of ["displayName", "status", "bio"] as const) this[field] = this[field].trim();
    this.saved = true;
    this.done();
  };

  /** Whether the fields differ from `profile`. */
  private isChanged(profile: ProfileView | undefined): boolean {
    if (!profile) return false;
    const { displayName, status, bio } = this;
    return displayName !== profile.displayName || status !== profile.status || bio !== profile.bio;
  }

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
