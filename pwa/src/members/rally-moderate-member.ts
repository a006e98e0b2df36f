import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { localized, msg, str } from "@lit/localize";
import { banRoute } from "@rally/shared/bans";
import { limits } from "@rally/shared/limits";
import { FOREVER, muteMemberRoute } from "@rally/shared/members";
import type { Person } from "@rally/shared/people";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  baseStyles,
  buttonStyles,
  dialogStyles,
  fieldStyles,
  selectStyles,
  textField,
} from "../design/index.js";
import type { Device } from "../device/index.js";
import { formErrorBox, FormSubmission } from "../forms/index.js";
import { durations } from "./durations.js";

/** What the dialog asks about. */
export interface Moderation {
  act: "mute" | "ban";
  device: Device;
  conversationId: string;
  person: Person;
}

const HOUR_MS = 3_600_000;

/**
 * A dialog that mutes or bans a member, for how long and why.
 * @fires moderated - The server did it; `detail` is the end of a mute, in milliseconds since the epoch.
 */
@customElement("rally-moderate-member")
@localized()
export class RallyModerateMember extends LitElement {
  @state() private open = false;
  @state() private asked: Moderation | undefined;
  @state() private duration = HOUR_MS;
  @state() private reason = "";
  private opener: HTMLElement | undefined;
  private readonly submission = new FormSubmission(this, ["reason"]);

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    selectStyles,
    dialogStyles,
    css`
      .about {
        margin: 0 0 var(--space-md);
        color: var(--color-ink-soft);
      }
      .duration {
        display: grid;
        gap: var(--space-2xs);
        margin-block-end: var(--space-md);
      }
      .duration label {
        font-weight: var(--weight-bold);
        font-size: var(--text-sm);
      }
    `,
  ];

  /** Opens the dialog. @param opener receives the focus when it closes */
  show(asked: Moderation, opener?: HTMLElement): void {
    this.asked = asked;
    this.opener = opener;
    this.duration = asked.act === "mute" ? HOUR_MS : 0;
    this.reason = "";
    this.submission.reset();
    this.open = true;
  }

  override render(): TemplateResult {
    const name = this.asked?.person.displayName ?? "";
    const isBan = this.asked?.act === "ban";
    const heading = isBan ? msg(str`Ban ${name}?`) : msg(str`Mute ${name}?`);
    return html`<wa-dialog
      without-header
      light-dismiss
      label=${heading}
      ?open=${this.open}
      @wa-after-hide=${() => {
        this.open = false;
        this.opener?.focus();
      }}
    >
      <form novalidate @submit=${this.submit}>
        <div class="dialog-head"><h2>${heading}</h2></div>
        <p class="about">
          ${
            isBan
              ? msg("They're removed, and can't come back until the ban ends.")
              : msg("They can read, but not write or react, until the mute ends.")
          }
        </p>
        ${formErrorBox(this.submission.formError)}
        <div class="duration">
          <label for="duration">${msg("For how long")}</label>
          <select
            id="duration"
            @change=${(event: Event) => {
              this.duration = Number((event.target as HTMLSelectElement).value);
            }}
          >
            ${durations.map(
              ({ ms, label }) =>
                html`<option value=${ms} .selected=${ms === this.duration}>${label()}</option>`,
            )}
          </select>
        </div>
        ${textField({
          name: "reason",
          label: msg("Reason (optional)"),
          value: this.reason,
          autocomplete: "off",
          maxLength: limits.reasonLength,
          hint: msg("Other moderators see it in the audit log."),
          error: this.submission.errorOf("reason"),
          onInput: (reason) => {
            this.reason = reason;
            this.submission.clear("reason");
          },
        })}
        <div class="dialog-actions">
          <button
            type="button"
            class="button"
            @click=${() => {
              this.open = false;
            }}
          >
            ${msg("Cancel")}
          </button>
          <button
            class="button ${isBan ? "danger" : "primary"}"
            aria-disabled=${this.submission.busy ? "true" : "false"}
          >
            ${isBan ? msg("Ban") : msg("Mute")}
          </button>
        </div>
      </form>
    </wa-dialog>`;
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { asked, submission } = this;
    if (!asked || submission.busy) return;
    if (!(await submission.submit(() => this.send(asked)))) return;
    this.open = false;
  };

  private async send({ act, device, conversationId: id, person }: Moderation): Promise<void> {
    const until = this.duration === 0 ? undefined : Date.now() + this.duration;
    const reason = this.reason.trim();
    const body = { ...(until !== undefined && { until }), ...(reason && { reason }) };
    const userId = person.id;
    if (act === "ban")
      await device.session.call(banRoute, { params: { id }, body: { ...body, userId } });
    else await device.session.call(muteMemberRoute, { params: { id, userId }, body });
    this.dispatchEvent(new CustomEvent<number>("moderated", { detail: until ?? FOREVER }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-moderate-member": RallyModerateMember;
  }
}
