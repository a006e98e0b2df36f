import { localized, msg, str } from "@lit/localize";
import { removePasskey, renamePasskey, type Passkey } from "@rally/shared/sign-in";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { FormSubmission, formErrorBox } from "../forms/index.js";
import type { Confirming } from "./confirming.js";
import {
  baseStyles,
  buttonStyles,
  cardStyles,
  fieldStyles,
  icon,
  textField,
} from "../design/index.js";
import { dayLabel } from "../localization/index.js";
import { session } from "../session/index.js";
import { signInIcon } from "./sign-in-icon.js";
import { makePasskey, passkeysWork } from "./passkeys.js";
import { securityStyles } from "./security-styles.js";

/** The user's passkeys: add, rename, remove. */
@customElement("rally-passkeys")
@localized()
export class RallyPasskeys extends LitElement {
  @property({ attribute: false }) passkeys: Passkey[] = [];
  @property({ attribute: false }) confirming!: Confirming;
  /** The id of the passkey being named; `new` before it is created. */
  @state() private naming: string | undefined;
  @state() private name = "";
  private readonly submission = new FormSubmission(this, ["name"]);

  static override styles = [baseStyles, buttonStyles, cardStyles, fieldStyles, securityStyles];

  override render(): TemplateResult {
    return html`<section class="card">
      <h3>${msg("Passkeys")}</h3>
      <p class="explained">
        ${msg("Sign in with your fingerprint, face or screen lock. No password or code needed.")}
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
          data-passkey=${passkey.id}
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
    if (!passkeysWork())
      return html`<p class="when">${msg("This browser doesn't support passkeys.")}</p>`;
    if (this.naming === "new") return this.form(msg("Continue"));
    return html`<div class="actions">
      <button class="button" data-passkey="new" @click=${() => this.beginNaming("new", "")}>
        ${signInIcon("key")}${msg("Add a passkey")}
      </button>
    </div>`;
  }

  private form(action: string): TemplateResult {
    const { submission } = this;
    return html`<form novalidate @submit=${this.submit}>
      ${textField({
        name: "name",
        label: msg("Passkey name"),
        autocomplete: "off",
        hint: msg("So you'll recognize it later: Phone, Work laptop"),
        maxLength: 80,
        value: this.name,
        error: submission.errorOf("name"),
        onInput: (value) => {
          this.name = value;
          submission.clear("name");
        },
      })}
      <div class="actions">
        <button class="button primary" aria-disabled=${submission.busy ? "true" : "false"}>
          ${action}
        </button>
        <button type="button" class="button" @click=${this.endNaming}>${msg("Cancel")}</button>
      </div>
    </form>`;
  }

  private async beginNaming(passkey: string, name: string): Promise<void> {
    this.naming = passkey;
    this.name = name;
    await this.updateComplete;
    this.renderRoot.querySelector("input")?.focus();
  }

  /** The focus returns to the button that started it. */
  private readonly endNaming = async (): Promise<void> => {
    const { naming } = this;
    this.naming = undefined;
    this.submission.clear("name");
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[data-passkey="${naming}"]`)?.focus();
  };

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
        await this.endNaming();
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
