import { localized, msg, str } from "@lit/localize";
import { removePasskey, renamePasskey, type Passkey } from "@rally/shared/sign-in";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { FormSubmission, formErrorBox, type Confirming } from "../accounts/index.js";
import { baseStyles, buttonStyles, fieldStyles, icon, textField } from "../design/index.js";
import { dayLabel } from "../localization/index.js";
import { session } from "../session/index.js";
import { drawing } from "./drawings.js";
import { makePasskey, passkeysWork } from "./passkeys.js";
import { securityStyles } from "./security-styles.js";

/** One's passkeys: added under a name, renamed, removed. */
@customElement("rally-passkeys")
@localized()
export class RallyPasskeys extends LitElement {
  @property({ attribute: false }) passkeys: Passkey[] = [];
  @property({ attribute: false }) confirming!: Confirming;
  /** The passkey that is being named; `new` before there is one. */
  @state() private naming: string | undefined;
  @state() private name = "";
  private readonly submission = new FormSubmission(this, ["name"]);

  static override styles = [baseStyles, buttonStyles, fieldStyles, securityStyles];

  override render(): TemplateResult {
    return html`<section>
      <h3>${msg("Passkeys")}</h3>
      <p class="explained">
        ${msg("Sign in with your fingerprint, face or screen lock. No password, and no code.")}
      </p>
      ${formErrorBox(this.submission.formError)}
      ${
        this.passkeys.length > 0
          ? html`<ul role="list" class="rows">
              ${this.passkeys.map((passkey) => this.row(passkey))}
            </ul>`
          : nothing
      }
      ${this.adding()}
    </section>`;
  }

  private row(passkey: Passkey): TemplateResult {
    if (this.naming === passkey.id) return html`<li>${this.form(msg("Save"))}</li>`;
    const { name, createdAt, lastUsedAt } = passkey;
    return html`<li class="line">
      <div>
        <p class="name">${name}</p>
        <p class="when">
          ${
            lastUsedAt === undefined
              ? msg(str`Added: ${dayLabel(createdAt)}`)
              : msg(str`Last used: ${dayLabel(lastUsedAt)}`)
          }
        </p>
      </div>
      <div class="actions">
        <button
          class="icon-button"
          aria-label=${msg(str`Rename ${name}`)}
          @click=${() => this.beginNaming(passkey.id, name)}
        >
          ${icon("pencil")}
        </button>
        <button
          class="icon-button"
          aria-label=${msg(str`Remove ${name}`)}
          @click=${() => this.removeOne(passkey.id)}
        >
          ${icon("trash")}
        </button>
      </div>
    </li>`;
  }

  private adding(): TemplateResult {
    if (!passkeysWork()) return html`<p class="when">${msg("This browser knows no passkeys.")}</p>`;
    if (this.naming === "new") return this.form(msg("Go on"));
    return html`<div class="actions">
      <button class="button" @click=${() => this.beginNaming("new", "")}>
        ${drawing("key")}${msg("Add a passkey")}
      </button>
    </div>`;
  }

  private form(action: string): TemplateResult {
    const { submission } = this;
    return html`<form novalidate @submit=${this.submit}>
      ${textField({
        name: "name",
        label: msg("Name of this passkey"),
        autocomplete: "off",
        hint: msg("What tells you later where it is: Phone, Work laptop"),
        maxLength: 80,
        value: this.name,
        error: submission.errorOf("name"),
        onInput: (value) => {
          this.name = value;
          submission.clear("name");
        },
      })}
      <div class="actions">
        <button class="button primary" ?disabled=${submission.busy}>${action}</button>
        <button
          type="button"
          class="button"
          @click=${() => {
            this.naming = undefined;
          }}
        >
          ${msg("Cancel")}
        </button>
      </div>
    </form>`;
  }

  private async beginNaming(passkey: string, name: string): Promise<void> {
    this.naming = passkey;
    this.name = name;
    await this.updateComplete;
    this.renderRoot.querySelector("input")?.focus();
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { submission, naming } = this;
    if (submission.busy || naming === undefined) return;
    const name = this.name.trim();
    if (!name) submission.refuse({ name: ["required"] });
    else {
      await submission.submit(async () => {
        if (naming !== "new") {
          await session.call(renamePasskey, { params: { id: naming }, body: { name } });
        } else if (!(await this.make(name))) return;
        this.naming = undefined;
        this.changed();
      });
    }
    await this.updateComplete;
    if (submission.firstWrong(["name"])) this.renderRoot.querySelector("input")?.focus();
  };

  private async make(name: string): Promise<boolean> {
    let made = false;
    await this.confirming(async () => {
      made = await makePasskey(name);
    });
    return made;
  }

  private async removeOne(id: string): Promise<void> {
    await this.submission.submit(async () => {
      const done = await this.confirming(
        async () => void (await session.call(removePasskey, { params: { id } })),
      );
      if (done) this.changed();
    });
  }

  private changed(): void {
    this.dispatchEvent(new CustomEvent("security-changed", { bubbles: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-passkeys": RallyPasskeys;
  }
}
