import { localized, msg } from "@lit/localize";
import { serverBanRoute } from "@rally/shared/bans";
import { limits } from "@rally/shared/limits";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, fieldStyles, selectStyles, textField } from "../design/index.js";
import type { Device } from "../device/index.js";
import { formErrorBox, FormSubmission } from "../forms/index.js";
import { durationField, durationStyles } from "../members/index.js";
import { findByUsername, isAddress } from "../people/index.js";

/**
 * A form that bans a user or an IP address from the server. A wide range is banned when the button is
 * pressed a second time.
 * @fires server-banned - The server did it.
 */
@customElement("rally-server-ban")
@localized()
export class RallyServerBan extends LitElement {
  @property({ attribute: false }) device: Device | undefined;
  @state() private who = "";
  @state() private reason = "";
  @state() private duration = 0;
  @state() private done = false;
  private readonly submission = new FormSubmission(this, ["address", "reason"]);
  /** Whether the refused request was confirmed already. */
  private confirmed = false;

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
      .duration {
        margin-block-end: 0;
      }
      .button {
        justify-self: start;
      }
      .done {
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
        name: "who",
        label: msg("Username or address"),
        value: this.who,
        autocomplete: "off",
        maxLength: 49,
        hint: msg("Like ada, 203.0.113.7 or 203.0.113.0/24."),
        error: submission.errorOf("address"),
        onInput: (who) => {
          this.who = who;
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
        hint: msg("Other administrators see it."),
        error: submission.errorOf("reason"),
        onInput: (reason) => {
          this.reason = reason;
          this.edited("reason");
        },
      })}
      <button class="button danger" aria-disabled=${submission.busy ? "true" : "false"}>
        ${isWide ? msg("Ban them all") : msg("Ban")}
      </button>
      <p class="done" role="status">${this.done ? msg("Banned.") : ""}</p>
    </form>`;
  }

  /** Whether the server asks to confirm the range. */
  private get isWide(): boolean {
    return this.submission.refused === "range_too_wide" && !this.confirmed;
  }

  private edited(field: string): void {
    this.submission.refused = undefined;
    this.submission.clear(field);
    this.done = false;
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { device, submission } = this;
    if (!device || submission.busy) return;
    this.done = false;
    const who = this.who.trim();
    if (who === "") {
      this.refuse("required");
      return;
    }
    const confirmed = this.isWide;
    this.confirmed = confirmed;
    let isUnknown = false;
    const send = async (): Promise<void> => {
      const banned = await this.banned(device, who, confirmed);
      isUnknown = banned === undefined;
      if (!banned) return;
      const reason = this.reason.trim();
      const until = this.duration > 0 ? { until: Date.now() + this.duration } : {};
      const body = { ...banned, ...until, ...(reason && { reason }) };
      await device.session.call(serverBanRoute, { body });
    };
    if (!(await submission.submit(send))) return;
    if (isUnknown) {
      this.refuse("unknown");
      return;
    }
    this.who = "";
    this.reason = "";
    this.done = true;
    this.dispatchEvent(new CustomEvent("server-banned"));
  };

  private async banned(
    { session }: Device,
    who: string,
    confirmed: boolean,
  ): Promise<{ userId: string } | { address: string; confirmed?: boolean } | undefined> {
    if (isAddress(who)) return { address: who, ...(confirmed && { confirmed }) };
    const person = await findByUsername(session, who);
    return person && { userId: person.id };
  }

  private refuse(code: "required" | "unknown"): void {
    this.submission.refuse({ address: [code] });
    this.renderRoot.querySelector<HTMLElement>("#who")?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-server-ban": RallyServerBan;
  }
}
