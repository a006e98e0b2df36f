import { localized, msg } from "@lit/localize";
import { me } from "@rally/shared/accounts";
import { setFirstPassword } from "@rally/shared/sign-in";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { FormSubmission, formErrorBox } from "../forms/index.js";
import type { Confirming } from "./confirming.js";
import { baseStyles, buttonStyles, cardStyles, fieldStyles, textField } from "../design/index.js";
import { NetworkError } from "../http/index.js";
import { session } from "../session/index.js";
import { securityStyles } from "./security-styles.js";

/** Sets a password for an account that was created with a provider. */
@customElement("rally-first-password")
@localized()
export class RallyFirstPassword extends LitElement {
  @property({ attribute: false }) confirming!: Confirming;
  @state() private password = "";
  private readonly submission = new FormSubmission(this, ["next"]);

  static override styles = [baseStyles, buttonStyles, cardStyles, fieldStyles, securityStyles];

  override render(): TemplateResult {
    const { submission } = this;
    return html`<section class="card">
      <h3>${msg("Password")}</h3>
      <p class="explained">
        ${msg("You sign in with another account. Set a password to sign in without it.")}
      </p>
      <form novalidate @submit=${this.submit}>
        ${formErrorBox(submission.formError)}
        ${textField({
          name: "next",
          label: msg("New password"),
          type: "password",
          autocomplete: "new-password",
          hint: msg("At least 8 characters"),
          maxLength: 256,
          value: this.password,
          error: submission.errorOf("next"),
          onInput: (value) => {
            this.password = value;
            submission.clear("next");
          },
        })}
        <div class="actions">
          <button class="button" aria-disabled=${submission.busy ? "true" : "false"}>
            ${msg("Set password")}
          </button>
        </div>
      </form>
    </section>`;
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { submission, password } = this;
    if (submission.busy) return;
    if (!password) submission.refuse({ next: ["required"] });
    else {
      await submission.submit(async () => {
        const body = { next: password };
        const done = await this.confirming(
          async () => void (await session.call(setFirstPassword, { body })),
        );
        if (!done) return;
        this.dispatchEvent(new CustomEvent("security-changed", { bubbles: true }));
        await this.refreshUser();
      });
    }
    await this.updateComplete;
    if (submission.firstWrong(["next"])) this.renderRoot.querySelector("input")?.focus();
  };

  /** The password is set; the stored account may be updated later, when online. */
  private async refreshUser(): Promise<void> {
    try {
      session.updateUser((await session.call(me)).data);
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-first-password": RallyFirstPassword;
  }
}
