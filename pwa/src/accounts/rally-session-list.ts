import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import {
  endAllSessions,
  endSessionRoute,
  listSessions,
  type SessionInfo,
} from "@rally/shared/accounts";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, fieldStyles } from "../design/index.js";
import type { RallyConfirmDialog } from "../design/rally-confirm-dialog.js";
import type { Device } from "../device/index.js";
import { dateAndTime, errorSentence } from "../localization/index.js";
import { loadChunk } from "../missing-program/index.js";
import { Observing } from "../reactive/index.js";
import type { Session } from "../session/index.js";
import { deviceContext } from "../watching/index.js";
import { accountSettingsStyles } from "./account-settings-styles.js";
import { deviceName } from "./device-name.js";
import { FormSubmission, formErrorBox } from "./form-submission.js";

/** Where one is signed in: devices and bots' tokens, each of which can be signed out. */
@customElement("rally-session-list")
@localized()
export class RallySessionList extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) session: Session | undefined;
  @state() private sessions: readonly SessionInfo[] | undefined;
  @query("rally-confirm-dialog") private dialog!: RallyConfirmDialog;
  private readonly submission = new FormSubmission(this);
  private readonly connection = new Observing(
    this,
    () => this.device?.connection,
    ({ status }) => {
      if (status === "online" && this.submission.unreached && !this.sessions) void this.look();
    },
  );

  static override styles = [baseStyles, buttonStyles, fieldStyles, accountSettingsStyles];

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device")) this.connection.follow();
    if (changed.has("session") && this.session) void this.look();
  }

  override render(): TemplateResult {
    const { submission, sessions } = this;
    // With no network there is nothing wrong with the list: it comes by itself.
    const waits = submission.unreached && !sessions;
    return html`${formErrorBox(waits ? "" : submission.formError)}
      ${
        submission.formError && !sessions
          ? html`<div class="row">
              <p class="note" role="status">
                ${waits ? msg("Can't reach the server. Your devices show here once you're connected.") : nothing}
              </p>
              <button class="button" @click=${() => this.look()}>${msg("Try again")}</button>
            </div>`
          : nothing
      }
      <ul role="list">
        ${this.sessions?.map((one) => this.row(one)) ?? nothing}
      </ul>
      <div class="row">
        <p>${msg("Lost a device? Sign out everywhere, here too.")}</p>
        <button class="button" @click=${this.endAll}>${msg("Sign out everywhere")}</button>
      </div>
      <rally-confirm-dialog
        .heading=${msg("Sign out everywhere?")}
        .action=${msg("Sign out everywhere")}
      >
        <p>${msg("Every device, this one too, has to sign in again. Bots' tokens stay.")}</p>
      </rally-confirm-dialog>`;
  }

  /** Asks the server again. */
  async look(): Promise<void> {
    await this.submission.submit(async () => {
      const answered = await this.session?.call(listSessions);
      if (answered) this.sessions = answered.data;
    });
  }

  private row(one: SessionInfo): TemplateResult {
    const name = one.name ?? deviceName(one.userAgent);
    const seen = dateAndTime(one.lastSeenAt);
    return html`<li class="row">
      <div>
        <h3>
          ${name} ${one.current ? html`<span class="tag">${msg("This device")}</span>` : nothing}
          ${one.kind === "bot" ? html`<span class="tag">${msg("Bot")}</span>` : nothing}
        </h3>
        <p>
          ${one.kind === "bot" ? msg(str`Made ${seen}`) : msg(str`Last seen ${seen}`)} ·
          ${one.ip.replace(/^::ffff:/, "")}
        </p>
      </div>
      ${
        one.current
          ? nothing
          : html`<button
              class="button"
              aria-label=${msg(str`Sign out ${name}`)}
              @click=${() => this.end(one)}
            >
              ${one.kind === "bot" ? msg("Revoke") : msg("Sign out")}
            </button>`
      }
    </li>`;
  }

  private async end({ id }: SessionInfo): Promise<void> {
    const went = await this.submission.submit(async () => {
      await this.session?.call(endSessionRoute, { params: { id } });
    });
    if (went) this.sessions = this.sessions?.filter((one) => one.id !== id);
  }

  private readonly endAll = async (): Promise<void> => {
    if (!(await loadChunk(() => import("../design/rally-confirm-dialog.js")))) return;
    if (!(await this.dialog.ask())) return;
    await this.submission.submit(async () => {
      await this.session?.call(endAllSessions);
      // Its own is over too: the next request says so, and the sign-in page comes.
      this.session?.distrustToken();
      await this.session?.accessToken().catch((error: unknown) => {
        console.debug(errorSentence("session_ended"), error);
      });
    });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-session-list": RallySessionList;
  }
}
