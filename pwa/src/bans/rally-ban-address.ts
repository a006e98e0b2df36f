import { localized, msg, str } from "@lit/localize";
import { banRoute } from "@rally/shared/bans";
import { limits } from "@rally/shared/limits";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, fieldStyles, selectStyles, textField } from "../design/index.js";
import type { Device } from "../device/index.js";
import { formErrorBox, FormSubmission } from "../forms/index.js";
import { durationField, durationStyles } from "../members/index.js";

/**
 * A form that bans an IP address or a range from a conversation, for admins of the server. A wide range
 * is banned when the button is pressed a second time.
 * @fires address-banned - The server did it; `detail` is how many members it removed.
 */
@customElement("rally-ban-address")
@localized()
export class RallyBanAddress extends LitElement {
  @property({ attribute: false }) device: Device | undefined;
  @property({ attribute: false }) conversationId = "";
  @state() private address = "";
  @state() private reason = "";
  @state() private duration = 0;
  /** How many members the last ban removed; undefined before the first. */
  @state() private removed: number | undefined;
  private readonly submission = new FormSubmission(this, ["address", "reason"]);

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    selectStyles,
    durationStyles,
    css`
      :host {
        display: block;
      }
      .done {
        margin-block-start: var(--space-xs);
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
      .done:empty {
        display: none;
      }
    `,
  ];

  override render(): TemplateResult {
    const { submission } = this;
    const isWide = this.isWide;
    return html`<form novalidate @submit=${this.submit}>
      ${formErrorBox(
        isWide ? msg("That's more than 65,000 addresses. Ban all of them?") : submission.formError,
      )}
      ${textField({
        name: "address",
        label: msg("Address or range"),
        value: this.address,
        autocomplete: "off",
        maxLength: 49,
        hint: msg(
          "Like 203.0.113.7 or 203.0.113.0/24. Members who connect from there are removed.",
        ),
        error: submission.errorOf("address"),
        onInput: (address) => {
          this.address = address;
          this.edited("address");
        },
      })}
      ${durationField(this.duration, (duration) => {
        this.duration = duration;
      })}
      ${textField({
        name: "reason",
        label: msg("Reason (optional)"),
        value: this.reason,
        autocomplete: "off",
        maxLength: limits.reasonLength,
        error: submission.errorOf("reason"),
        onInput: (reason) => {
          this.reason = reason;
          this.edited("reason");
        },
      })}
      <button class="button danger" aria-disabled=${submission.busy ? "true" : "false"}>
        ${isWide ? msg("Ban them all") : msg("Ban address")}
      </button>
      <p class="done" role="status">${this.result()}</p>
    </form>`;
  }

  /** Whether the server asks to confirm the range. */
  private get isWide(): boolean {
    return this.submission.refused === "range_too_wide" && !this.confirmed;
  }

  /** Whether the refused request was confirmed already: the range has too many members. */
  private confirmed = false;

  private edited(field: string): void {
    this.submission.refused = undefined;
    this.submission.clear(field);
    this.removed = undefined;
  }

  private result(): string {
    if (this.removed === undefined) return "";
    if (this.removed === 0) return msg("Banned. No member was connected from there.");
    return this.removed === 1
      ? msg("Banned. One member was removed.")
      : msg(str`Banned. ${this.removed} members were removed.`);
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { device, submission } = this;
    if (!device || submission.busy) return;
    const address = this.address.trim();
    if (address === "") {
      submission.refuse({ address: ["required"] });
      this.renderRoot.querySelector<HTMLElement>("#address")?.focus();
      return;
    }
    const confirmed = this.isWide;
    this.confirmed = confirmed;
    this.removed = undefined;
    const reason = this.reason.trim();
    const body = {
      ...{ address, ...(confirmed && { confirmed }), ...(reason && { reason }) },
      ...(this.duration > 0 && { until: Date.now() + this.duration }),
    };
    const params = { id: this.conversationId };
    const send = async (): Promise<void> => {
      const { data } = await device.session.call(banRoute, { params, body });
      this.removed = data.removed;
    };
    if (!(await submission.submit(send))) return;
    this.address = "";
    this.reason = "";
    this.dispatchEvent(new CustomEvent("address-banned", { detail: this.removed }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-ban-address": RallyBanAddress;
  }
}
