import { msg } from "@lit/localize";
import { html, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { loadChunk } from "../chunk-loading/index.js";
import type { AccountForm } from "../forms/index.js";
import { confirming } from "../sign-in/index.js";
import type { RallyConfirmIdentity } from "../sign-in/rally-confirm-identity.js";
import { AccountSetting } from "./account-setting.js";

/** The base of the account settings that open a form. */
export abstract class AccountRow extends AccountSetting {
  @state() protected open = false;
  /** A message about the last change, announced once. */
  @state() protected notice = "";
  private wasAsked = false;
  protected abstract readonly form: { busy: boolean; clear(): void };
  /** Asks a user who has no password to confirm in another way. */
  protected readonly confirming = confirming(async () => {
    if (!(await loadChunk(() => import("../sign-in/rally-confirm-identity.js")))) return false;
    const dialog = this.renderRoot.querySelector<RallyConfirmIdentity>("rally-confirm-identity");
    return dialog !== null && dialog.ask();
  });

  protected confirmDialog(): TemplateResult {
    return html`<rally-confirm-identity
      reason=${msg("To keep your account safe, please confirm it's you.")}
    ></rally-confirm-identity>`;
  }

  protected async openForm(): Promise<void> {
    this.open = true;
    this.notice = "";
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("form input, form button")?.focus();
  }

  /** Whether a change needs the account's password; the server decides. */
  protected needsPassword<F extends string>(form: AccountForm<F | "password">): boolean {
    // Once the server has required it, the field stays while the user types.
    this.wasAsked ||= form.submission.errorOf("password") !== undefined;
    return this.wasAsked || this.me?.hasPassword !== false;
  }

  /** The field for the current password, or a note for accounts without one. */
  protected ownPassword<F extends string>(form: AccountForm<F | "password">): TemplateResult {
    if (!this.needsPassword(form)) {
      return html`<p class="note">
        ${msg("You don't have a password, so Rally may ask you to confirm another way.")}
      </p>`;
    }
    return form.field("password", {
      label: msg("Your password"),
      type: "password",
      autocomplete: "current-password",
      maxLength: 256,
    });
  }

  /** The buttons below the fields of the form. */
  protected actions(label: string, variant: "primary" | "danger" = "primary"): TemplateResult {
    return html`<div class="actions">
      <button class="button ${variant}" aria-disabled=${this.form.busy ? "true" : "false"}>
        ${label}
      </button>
      <button type="button" class="button" @click=${() => this.closeForm()}>
        ${msg("Cancel")}
      </button>
    </div>`;
  }

  /**
   * Sends a change for which the user confirms their identity: by the form's password, or in
   * another way. `change` gets the password only when it is needed.
   * @returns whether the change was made.
   */
  protected async sendConfirmed<F extends string>(
    event: SubmitEvent,
    form: AccountForm<F | "password">,
    {
      fields,
      change,
    }: {
      fields: readonly F[];
      change: (values: Record<F, string>, password: { password?: string }) => Promise<void>;
    },
  ): Promise<boolean> {
    const byPassword = this.needsPassword(form);
    let done = false;
    await form.send(
      event,
      async ({ password, ...values }) => {
        done = await this.confirming(() =>
          change(values as Record<F, string>, byPassword ? { password } : {}),
        );
      },
      byPassword ? [...fields, "password"] : fields,
    );
    return done;
  }

  /** Clears the form, so that no password stays on the page. */
  protected async closeForm(notice = ""): Promise<void> {
    this.open = false;
    this.form.clear();
    this.notice = notice;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".change")?.focus();
  }
}
