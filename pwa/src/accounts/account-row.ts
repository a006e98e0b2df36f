import { msg } from "@lit/localize";
import { html, LitElement, type CSSResultGroup, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Me } from "@rally/shared/accounts";
import { baseStyles, buttonStyles, fieldStyles } from "../design/index.js";
import type { Session } from "../session/index.js";
import type { AccountForm } from "./account-form.js";
import { accountSettingsStyles } from "./account-settings-styles.js";
import type { Confirming } from "./confirming.js";

/** What the rows of the account's settings share: who one is, and whether the row is open. */
export abstract class AccountRow extends LitElement {
  @property({ attribute: false }) me: Me | undefined;
  @property({ attribute: false }) session: Session | undefined;
  /** Asks whoever has no password for another proof. */
  @property({ attribute: false }) confirming!: Confirming;
  @state() protected open = false;
  /** What has just been done, said once. */
  @state() protected said = "";
  private wasAsked = false;

  static override styles: CSSResultGroup = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    accountSettingsStyles,
  ];

  protected async openForm(): Promise<void> {
    this.open = true;
    this.said = "";
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("form input, form button")?.focus();
  }

  /** Whether this account proves by a password that it is its owner; the server knows best. */
  protected needsPassword<F extends string>(form: AccountForm<F | "password">): boolean {
    // What it has once asked for stays, also while one types what was missing.
    this.wasAsked ||= form.submission.errorOf("password") !== undefined;
    return this.wasAsked || this.me?.hasPassword !== false;
  }

  /** The field for one's password, or what comes in its place. */
  protected ownPassword<F extends string>(form: AccountForm<F | "password">): TemplateResult {
    if (!this.needsPassword(form)) {
      return html`<p class="note">
        ${msg("You have no password here, so Rally may ask you to confirm in another way.")}
      </p>`;
    }
    return form.field("password", {
      label: msg("Your password"),
      type: "password",
      autocomplete: "current-password",
      maxLength: 256,
    });
  }

  protected async closeForm(said = ""): Promise<void> {
    this.open = false;
    this.said = said;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".change")?.focus();
  }
}
