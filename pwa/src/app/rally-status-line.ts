import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import type { BanNotice } from "@rally/shared/errors";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Connection } from "../connection/index.js";
import { storageFull } from "../storage/index.js";
import { baseStyles, buttonStyles, icon, type IconName } from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { dateAndTime } from "../localization/index.js";
import { pathTo } from "../navigation/index.js";
import { ObservableController } from "../observable/index.js";
import { applyUpdate, updateWaiting } from "../service-worker/index.js";
import { session } from "../session/index.js";

/** Milliseconds before the line is shown: most reconnects and sends are done earlier. */
const SHOW_DELAY_MS = 1_500;

interface Line {
  tone: "quiet" | "notice" | "danger";
  icon: IconName;
  text: string;
  action?: TemplateResult;
}

/** Shows problems between this device and the server; empty if there are none. */
@customElement("rally-status-line")
@localized()
export class RallyStatusLine extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;

  @state() private isDelayOver = false;
  private delayTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly connection = new ObservableController(
    this,
    () => this.device?.connection,
    (connection) => {
      this.wait(connection);
    },
  );
  private readonly session = new ObservableController(this, () => session.state);
  private readonly updates = new ObservableController(this, () => updateWaiting);
  private readonly full = new ObservableController(this, () => storageFull);

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
        font-size: var(--text-sm);
      }
      .line {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: var(--space-xs);
        min-height: var(--size-target);
        padding: var(--space-2xs) var(--space-md);
        background: var(--color-sunken);
        color: var(--color-ink-soft);
        border-block-end: 1px solid var(--color-line);
        text-wrap: pretty;
      }
      .notice {
        background: var(--color-notice-soft);
        color: var(--color-on-notice);
        border-color: transparent;
      }
      .danger {
        background: var(--color-danger-soft);
        color: var(--color-danger);
        border-color: transparent;
      }
      .line .icon {
        width: var(--size-icon);
        height: var(--size-icon);
      }
      .turning .icon {
        animation: turn 1.6s linear infinite;
      }
      @keyframes turn {
        to {
          transform: rotate(1turn);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .turning .icon {
          animation: none;
        }
      }
      a,
      .act {
        flex: none;
        padding: var(--space-2xs) var(--space-xs);
        min-height: var(--size-line);
        border: 0;
        border-radius: var(--radius-sm);
        background: transparent;
        color: inherit;
        font-weight: var(--weight-bold);
        text-decoration: underline;
        text-underline-offset: 0.2em;
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.delayTimer);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device")) this.connection.follow();
  }

  override render(): TemplateResult {
    return html`<div role="status" aria-live="polite">
      ${this.lines().map(
        (line) =>
          html`<div class="line ${line.tone} ${line.icon === "refresh" ? "turning" : ""}">
            ${icon(line.icon)}<span>${line.text}</span>${line.action ?? nothing}
          </div>`,
      )}
    </div>`;
  }

  private lines(): Line[] {
    const lines: Line[] = [];
    if (this.full.value) {
      lines.push({
        tone: "danger",
        icon: "hardDrive",
        text: msg("This device is full. Free up space, or you may lose new messages."),
        action: html`<a href=${pathTo("settings", { section: "data" })}>${msg("Storage")}</a>`,
      });
    }
    const session = this.session.value;
    if (session?.status === "expired" && session.ban) {
      lines.push({
        tone: "danger",
        icon: "alert",
        text: banned(session.ban),
        action: signInLink(),
      });
    } else if (session?.status === "expired") {
      lines.push({
        tone: "notice",
        icon: "alert",
        text: msg("You've been signed out. Unsent messages will go out once you sign in."),
        action: signInLink(),
      });
    } else {
      const line = this.connectionLine();
      if (line) lines.push(line);
    }
    if (this.updates.value) {
      lines.push({
        tone: "quiet",
        icon: "arrowDown",
        text: msg("A new version of Rally is ready."),
        action: html`<button class="act" @click=${() => applyUpdate()}>${msg("Reload")}</button>`,
      });
    }
    return lines;
  }

  private connectionLine(): Line | undefined {
    const connection = this.connection.value;
    if (!connection) return undefined;
    const { status, unsent } = connection;
    if (status === "offline") {
      return {
        tone: "notice",
        icon: "cloudOff",
        text:
          unsent > 0
            ? offlineWaiting(unsent)
            : msg("You're offline. You can keep reading and writing."),
      };
    }
    if (!this.isDelayOver) return undefined;
    if (status === "reconnecting") {
      return {
        tone: "quiet",
        icon: "refresh",
        text: unsent > 0 ? reconnectingWaiting(unsent) : msg("Reconnecting…"),
      };
    }
    return unsent > 0 ? { tone: "quiet", icon: "clock", text: sending(unsent) } : undefined;
  }

  private wait(connection: Connection): void {
    const settled = connection.status === "online" && connection.unsent === 0;
    if (settled) {
      clearTimeout(this.delayTimer);
      this.delayTimer = undefined;
      this.isDelayOver = false;
    } else {
      this.delayTimer ??= setTimeout(() => {
        this.isDelayOver = true;
      }, SHOW_DELAY_MS);
    }
  }
}

const signInLink = () => html`<a href=${pathTo("sign-in")}>${msg("Sign in again")}</a>`;

function banned({ until, reason }: BanNotice): string {
  const sentence =
    until === undefined
      ? msg("You're banned from this server.")
      : msg(str`You're banned from this server until ${dateAndTime(until)}.`);
  return reason ? msg(str`${sentence} Reason: ${reason}`) : sentence;
}

function offlineWaiting(count: number): string {
  return count === 1
    ? msg("You're offline. 1 message will be sent when you're back.")
    : msg(str`You're offline. ${count} messages will be sent when you're back.`);
}

function reconnectingWaiting(count: number): string {
  return count === 1
    ? msg("Reconnecting… 1 message is waiting to be sent.")
    : msg(str`Reconnecting… ${count} messages are waiting to be sent.`);
}

function sending(count: number): string {
  return count === 1 ? msg("Sending 1 message…") : msg(str`Sending ${count} messages…`);
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-status-line": RallyStatusLine;
  }
}
