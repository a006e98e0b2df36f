import { localized, msg } from "@lit/localize";
import { deleteAccount } from "@rally/shared/accounts";
import { exportData } from "@rally/shared/export";
import { limits } from "@rally/shared/limits";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Device } from "../device/index.js";
import { paths, router } from "../navigation/index.js";
import { AccountForm } from "./account-form.js";
import { AccountRow } from "./account-row.js";
import { FormSubmission, formErrorBox } from "./form-submission.js";

/** Taking one's data along, and going for good. */
@customElement("rally-account-data")
@localized()
export class RallyAccountData extends AccountRow {
  @property({ attribute: false }) device: Device | undefined;
  private readonly form = new AccountForm(this, ["password"]);
  private readonly exporting = new FormSubmission(this);

  override render(): TemplateResult {
    return html`<div class="row">
        <div>
          <h3>${msg("A copy of it")}</h3>
          <p>${msg("All that this server holds of you, as one JSON file.")}</p>
          ${formErrorBox(this.exporting.formError)}
        </div>
        <button class="button" ?disabled=${this.exporting.busy} @click=${this.download}>
          ${this.exporting.busy ? msg("Gathering…") : msg("Download")}
        </button>
      </div>
      <div class="row">
        <div>
          <h3>${msg("Delete the account")}</h3>
          <p>${msg("What you wrote stays, without your name. Nothing brings the account back.")}</p>
        </div>
        ${this.open ? nothing : html`<button class="button change" @click=${() => this.openForm()}>${msg("Delete…")}</button>`}
      </div>
      ${this.open ? this.deleting() : nothing}`;
  }

  private deleting(): TemplateResult {
    const { form } = this;
    return html`<form novalidate @submit=${this.submit}>
      ${form.formError()} ${this.ownPassword(form)}
      <div class="actions">
        <button class="button danger" ?disabled=${form.busy}>${msg("Delete it for good")}</button>
        <button type="button" class="button" @click=${() => this.closeForm()}>
          ${msg("Cancel")}
        </button>
      </div>
    </form>`;
  }

  private readonly download = async (): Promise<void> => {
    await this.exporting.submit(async () => {
      const signal = AbortSignal.timeout(limits.exportTime);
      const answered = await this.session?.call(exportData, { signal });
      if (!answered) return;
      const json = JSON.stringify(answered.data, null, 2);
      const address = URL.createObjectURL(new Blob([json], { type: "application/json" }));
      const link = document.createElement("a");
      link.href = address;
      link.download = `rally-${this.me?.username ?? "data"}.json`;
      link.click();
      URL.revokeObjectURL(address);
    });
  };

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    const byPassword = this.needsPassword(this.form);
    let done = false;
    await this.form.send(
      event,
      async ({ password }) => {
        const body = byPassword ? { password } : {};
        done = await this.confirming(
          async () => void (await this.session?.call(deleteAccount, { body })),
        );
      },
      byPassword ? ["password"] : [],
    );
    if (!done) return;
    await this.device?.signOut();
    router.go(paths.signIn(), { replace: true });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-account-data": RallyAccountData;
  }
}
