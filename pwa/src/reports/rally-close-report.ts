import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { localized, msg } from "@lit/localize";
import { limits } from "@rally/shared/limits";
import { updateReportRoute, type ReportOutcome } from "@rally/shared/reports";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  baseStyles,
  buttonStyles,
  choiceStyles,
  DialogController,
  dialogStyles,
  fieldStyles,
  textField,
} from "../design/index.js";
import type { Device } from "../device/index.js";
import { formErrorBox, FormSubmission } from "../forms/index.js";
import { outcomes } from "./outcomes.js";

/**
 * A dialog that closes a report, with what came of it and a note.
 * @fires closed - The server closed the report; `detail` is its id.
 */
@customElement("rally-close-report")
@localized()
export class RallyCloseReport extends LitElement {
  @state() private asked: { device: Device; reportId: string } | undefined;
  @state() private outcome: ReportOutcome = "acted";
  @state() private note = "";
  private readonly modal = new DialogController(this);
  private readonly submission = new FormSubmission(this, ["note"]);

  static override styles = [baseStyles, buttonStyles, fieldStyles, choiceStyles, dialogStyles];

  show(device: Device, reportId: string): void {
    this.asked = { device, reportId };
    this.outcome = "acted";
    this.note = "";
    this.submission.reset();
    this.modal.show();
  }

  override render(): TemplateResult {
    return html`<wa-dialog
      without-header
      light-dismiss
      label=${msg("Close this report?")}
      ?open=${this.modal.open}
      @wa-after-hide=${this.modal.hidden}
    >
      <form novalidate @submit=${this.submit}>
        <div class="dialog-head"><h2>${msg("Close this report?")}</h2></div>
        ${formErrorBox(this.submission.formError)}
        <fieldset class="choices field">
          <legend>${msg("What came of it")}</legend>
          ${(Object.keys(outcomes) as ReportOutcome[]).map((outcome) => this.choice(outcome))}
        </fieldset>
        ${textField({
          name: "note",
          label: msg("Note (optional)"),
          value: this.note,
          autocomplete: "off",
          maxLength: limits.reasonLength,
          hint: msg("Other moderators see it."),
          error: this.submission.errorOf("note"),
          onInput: (note) => {
            this.note = note;
            this.submission.clear("note");
          },
        })}
        <div class="dialog-actions">
          <button
            type="button"
            class="button"
            @click=${() => {
              this.modal.hide();
            }}
          >
            ${msg("Cancel")}
          </button>
          <button class="button primary" aria-disabled=${this.submission.busy ? "true" : "false"}>
            ${msg("Close report")}
          </button>
        </div>
      </form>
    </wa-dialog>`;
  }

  private choice(outcome: ReportOutcome): TemplateResult {
    return html`<label>
      <input
        type="radio"
        name="outcome"
        .checked=${outcome === this.outcome}
        @change=${() => {
          this.outcome = outcome;
        }}
      />
      <span class="choice">${outcomes[outcome].choice()}</span>
    </label>`;
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { asked, outcome, submission } = this;
    if (!asked || submission.busy) return;
    const note = this.note.trim();
    const body = { state: "closed" as const, outcome, ...(note && { note }) };
    const params = { id: asked.reportId };
    const send = async (): Promise<void> => {
      await asked.device.session.call(updateReportRoute, { params, body });
    };
    if (!(await submission.submit(send))) return;
    this.modal.hide();
    this.dispatchEvent(new CustomEvent("closed", { detail: asked.reportId }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-close-report": RallyCloseReport;
  }
}
