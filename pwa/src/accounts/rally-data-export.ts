import { localized, msg } from "@lit/localize";
import { exportData } from "@rally/shared/export";
import { limits } from "@rally/shared/limits";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { baseStyles, buttonStyles, fieldStyles, rowStyles } from "../design/index.js";
import { session } from "../session/index.js";
import { FormSubmission, formErrorBox } from "../forms/index.js";

/** Downloads the data that the server stores about the user. */
@customElement("rally-data-export")
@localized()
export class RallyDataExport extends LitElement {
  private readonly submission = new FormSubmission(this);

  static override styles = [baseStyles, buttonStyles, fieldStyles, rowStyles];

  override render(): TemplateResult {
    const { busy, formError } = this.submission;
    return html`<div class="row">
      <div>
        <h3>${msg("Download your data")}</h3>
        <p>${msg("Everything this server stores about you, in one JSON file.")}</p>
        ${formErrorBox(formError)}
      </div>
      <button class="button" aria-disabled=${busy ? "true" : "false"} @click=${this.download}>
        ${busy ? msg("Preparing…") : msg("Download")}
      </button>
    </div>`;
  }

  private readonly download = async (): Promise<void> => {
    if (this.submission.busy) return;
    await this.submission.submit(async () => {
      const signal = AbortSignal.timeout(limits.exportTime);
      const { data } = await session.call(exportData, { signal });
      const json = JSON.stringify(data, null, 2);
      const address = URL.createObjectURL(new Blob([json], { type: "application/json" }));
      const { value: state } = session.state;
      const link = document.createElement("a");
      link.href = address;
      link.download = `rally-${state.status === "signed-out" ? "data" : state.username}.json`;
      link.click();
      URL.revokeObjectURL(address);
    });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-data-export": RallyDataExport;
  }
}
