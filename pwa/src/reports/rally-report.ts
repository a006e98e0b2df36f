import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { localized, msg, str } from "@lit/localize";
import { limits } from "@rally/shared/limits";
import { createReportRoute } from "@rally/shared/reports";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  baseStyles,
  buttonStyles,
  DialogController,
  dialogStyles,
  fieldStyles,
  icon,
  textField,
} from "../design/index.js";
import type { Device } from "../device/index.js";
import { formErrorBox, FormSubmission } from "../forms/index.js";

/** What the dialog reports: a message, or a user. */
export interface Reported {
  device: Device;
  /** The name of the user, or of the message's author. */
  name: string;
  /** Where admins and moderators of a conversation read the report, too. */
  hasModerators?: boolean;
  subject: { messageId: string } | { userId: string };
}

/**
 * A dialog that reports a message or a user, and then says that the report was sent.
 * @fires report-closed - The dialog has closed.
 */
@customElement("rally-report")
@localized()
export class RallyReport extends LitElement {
  @state() private reported: Reported | undefined;
  @state() private reason = "";
  @state() private sent = false;
  private readonly modal = new DialogController(this);
  private readonly submission = new FormSubmission(this, ["reason"]);

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    dialogStyles,
    css`
      .about {
        margin: 0 0 var(--space-md);
        color: var(--color-ink-soft);
      }
      .about:focus {
        outline: none;
      }
    `,
  ];

  /** Opens the dialog. @param opener receives the focus when it closes */
  show(reported: Reported, opener?: HTMLElement): void {
    this.reported = reported;
    this.reason = "";
    this.sent = false;
    this.submission.reset();
    this.modal.show(opener);
  }

  override render(): TemplateResult {
    const heading = this.sent ? msg("Thanks for telling us") : this.question();
    return html`<wa-dialog
      without-header
      light-dismiss
      label=${heading}
      ?open=${this.modal.open}
      @wa-after-hide=${() => {
        this.modal.hidden();
        this.dispatchEvent(new CustomEvent("report-closed"));
      }}
    >
      <div class="dialog-head"><h2>${heading}</h2></div>
      ${this.sent ? this.confirmation() : this.form()}
    </wa-dialog>`;
  }

  private question(): string {
    const { name = "", subject = { userId: "" } } = this.reported ?? {};
    return "messageId" in subject
      ? msg(str`Report this message by ${name}?`)
      : msg(str`Report ${name}?`);
  }

  private form(): TemplateResult {
    return html`<form novalidate @submit=${this.submit}>
      <p class="about">${this.about()}</p>
      ${formErrorBox(this.submission.formError)}
      ${textField({
        name: "reason",
        label: msg("What's wrong?"),
        value: this.reason,
        autocomplete: "off",
        maxLength: limits.reasonLength,
        error: this.submission.errorOf("reason"),
        onInput: (reason) => {
          this.reason = reason;
          this.submission.clear("reason");
        },
      })}
      <div class="dialog-actions">
        <button type="button" class="button" @click=${this.close}>${msg("Cancel")}</button>
        <button class="button primary" aria-disabled=${this.submission.busy ? "true" : "false"}>
          ${icon("flag")} ${msg("Report")}
        </button>
      </div>
    </form>`;
  }

  private about(): string {
    const { name = "", subject = { userId: "" }, hasModerators } = this.reported ?? {};
    if (!("messageId" in subject)) {
      return msg(str`The administrators will read your report. ${name} won't know about it.`);
    }
    return hasModerators
      ? msg(
          str`The moderators here and the administrators get a copy of it. ${name} won't know who reported it.`,
        )
      : msg(str`The administrators get a copy of it. ${name} won't know about it.`);
  }

  private confirmation(): TemplateResult {
    return html`<p class="about" role="status" tabindex="-1">
        ${msg("Your report was sent. Someone will take a look.")}
      </p>
      <div class="dialog-actions">
        <button type="button" class="button primary" @click=${this.close}>${msg("Done")}</button>
      </div>`;
  }

  private readonly close = (): void => {
    this.modal.hide();
  };

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { reported, submission } = this;
    if (!reported || submission.busy) return;
    const reason = this.reason.trim();
    if (reason === "") {
      submission.refuse({ reason: ["required"] });
      this.renderRoot.querySelector<HTMLElement>("input")?.focus();
      return;
    }
    const body = { ...reported.subject, reason };
    const send = async (): Promise<void> => {
      await reported.device.session.call(createReportRoute, { body });
    };
    if (!(await submission.submit(send))) return;
    this.sent = true;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".about")?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-report": RallyReport;
  }
}
