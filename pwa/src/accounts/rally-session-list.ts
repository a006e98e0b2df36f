import "@awesome.me/webawesome/dist/components/badge/badge.js";
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
import { baseStyles, buttonStyles, fieldStyles, rowStyles } from "../design/index.js";
import type { RallyConfirmDialog } from "../design/rally-confirm-dialog.js";
import { deviceContext, type Device } from "../device/index.js";
import { dateAndTime, errorSentence } from "../localization/index.js";
import { loadChunk } from "../chunk-loading/index.js";
import { ObservableController } from "../observable/index.js";
import { session } from "../session/index.js";
import { deviceName } from "./device-name.js";
import { FormSubmission, formErrorBox } from "../forms/index.js";

/** The user's sessions on devices and the tokens of bots; each can be signed out. */
@customElement("rally-session-list")
@localized()
export class RallySessionList extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @state() private sessions: readonly SessionInfo[] | undefined;
  @query("rally-confirm-dialog") private dialog!: RallyConfirmDialog;
  private readonly submission = new FormSubmission(this);
  private readonly connection = new ObservableController(
    this,
    () => this.device?.connection,
    ({ status }) => {
      if (status === "online" && this.submission.unreached && !this.sessions) void this.load();
    },
  );

  static override styles = [baseStyles, buttonStyles, fieldStyles, rowStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device")) this.connection.follow();
  }

  override render(): TemplateResult {
    const { submission, sessions } = this;
    // Without a connection this is no error: the list loads when it is back.
    const waits = submission.unreached && !sessions;
    return html`${formErrorBox(waits ? "" : submission.formError)}
      ${
        submission.formError && !sessions
          ? html`<div class="row">
              <p class="note" role="status">
                ${waits ? msg("Can't reach the server. Your devices will show here when you're back online.") : nothing}
              </p>
              <button class="button" @click=${() => this.load()}>${msg("Try again")}</button>
            </div>`
          : nothing
      }
      <ul role="list">
        ${sessions?.map((one) => this.row(one)) ?? nothing}
      </ul>
      <div class="row">
        <p>${msg("Lost a device? You can sign out everywhere, including here.")}</p>
        <button class="button" @click=${this.endAll}>${msg("Sign out everywhere")}</button>
      </div>
      <rally-confirm-dialog
        .heading=${msg("Sign out everywhere?")}
        .action=${msg("Sign out everywhere")}
      >
        <p>
          ${msg("You'll need to sign in again on every device, including this one. Bots keep working.")}
        </p>
      </rally-confirm-dialog>`;
  }

  /** Fetches the sessions. */
  private async load(): Promise<void> {
    await this.submission.submit(async () => {
      this.sessions = (await session.call(listSessions)).data;
    });
  }

  private row(one: SessionInfo): TemplateResult {
    const name = one.name ?? deviceName(one.userAgent);
    const seen = dateAndTime(one.lastSeenAt);
    return html`<li class="row">
      <div>
        <h3>
          ${name}
          ${one.current ? html`<wa-badge variant="neutral" appearance="filled" pill>${msg("This device")}</wa-badge>` : nothing}
          ${one.kind === "bot" ? html`<wa-badge variant="neutral" appearance="filled" pill>${msg("Bot")}</wa-badge>` : nothing}
        </h3>
        <p>
          ${one.kind === "bot" ? msg(str`Created ${seen}`) : msg(str`Last active ${seen}`)} ·
          ${one.ip.replace(/^::ffff:/, "")}
        </p>
      </div>
      ${
        one.current
          ? nothing
          : html`<button
              class="button"
              aria-label=${one.kind === "bot" ? msg(str`Revoke ${name}`) : msg(str`Sign out ${name}`)}
              @click=${() => this.end(one)}
            >
              ${one.kind === "bot" ? msg("Revoke") : msg("Sign out")}
            </button>`
      }
    </li>`;
  }

  private async end({ id }: SessionInfo): Promise<void> {
    if (this.submission.busy) return;
    const succeeded = await this.submission.submit(async () => {
      await session.call(endSessionRoute, { params: { id } });
    });
    if (!succeeded) return;
    const index = this.sessions?.findIndex((one) => one.id === id) ?? 0;
    this.sessions = this.sessions?.filter((one) => one.id !== id);
    await this.updateComplete;
    // The row with the focused button is gone: the focus moves to the next button.
    if (this.matches(":focus-within")) return;
    const rows = [...this.renderRoot.querySelectorAll("li")].slice(index);
    const next = rows.find((row) => row.querySelector("button")) ?? this.renderRoot;
    next.querySelector("button")?.focus();
  }

  private readonly endAll = async (): Promise<void> => {
    if (!(await loadChunk(() => import("../design/rally-confirm-dialog.js")))) return;
    if (!(await this.dialog.ask())) return;
    await this.submission.submit(async () => {
      await session.call(endAllSessions);
      // This session has ended too: the next request notices it, and the sign-in page is shown.
      session.discardToken();
      await session.accessToken().catch((error: unknown) => {
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
