import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Connection } from "../connection/index.js";
import { storageFull } from "../database-state/index.js";
import { baseStyles, buttonStyles, icon, type IconName } from "../design/index.js";
import type { Device } from "../device/index.js";
import { paths } from "../navigation/index.js";
import { deviceContext } from "../watching/index.js";
import { Observing } from "../reactive/index.js";
import { applyUpdate, updateWaiting } from "../service-worker/index.js";
import { session } from "../session/index.js";

/** Reconnecting and sending are mostly over before one could read of them. */
const PATIENCE = 1_500;

interface Line {
  tone: "quiet" | "notice" | "danger";
  icon: IconName;
  text: string;
  action?: TemplateResult;
}

/** Says plainly what stands between this device and the server; silent when nothing does. */
@customElement("rally-status-line")
@localized()
export class RallyStatusLine extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;

  @state() private patienceIsOver = false;
  private patience: ReturnType<typeof setTimeout> | undefined;
  private readonly connection = new Observing(
    this,
    () => this.device?.connection,
    (connection) => {
      this.wait(connection);
    },
  );
  private readonly session = new Observing(this, () => session.state);
  private readonly updates = new Observing(this, () => updateWaiting);
  private readonly full = new Observing(this, () => storageFull);

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
        min-height: 2.25rem;
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
        width: 1.1rem;
        height: 1.1rem;
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
        padding: 0.25rem 0.5rem;
        min-height: 1.5rem;
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
    clearTimeout(this.patience);
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
        text: msg("This device has no room left: what you write now may not be kept."),
        action: html`<a href=${paths.settings()}>${msg("Storage")}</a>`,
      });
    }
    if (this.session.value?.status === "expired") {
      lines.push({
        tone: "notice",
        icon: "alert",
        text: msg("You were signed out. What you wrote is kept and leaves when you are back."),
        action: html`<a href=${paths.signIn()}>${msg("Sign in again")}</a>`,
      });
    } else {
      const line = this.connectionLine();
      if (line) lines.push(line);
    }
    if (this.updates.value) {
      lines.push({
        tone: "quiet",
        icon: "arrowDown",
        text: msg("A new version is ready."),
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
          unsent > 0 ? offlineWaiting(unsent) : msg("Offline. You can go on reading and writing."),
      };
    }
    if (!this.patienceIsOver) return undefined;
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
      clearTimeout(this.patience);
      this.patience = undefined;
      this.patienceIsOver = false;
    } else {
      this.patience ??= setTimeout(() => {
        this.patienceIsOver = true;
      }, PATIENCE);
    }
  }
}

function offlineWaiting(count: number): string {
  return count === 1
    ? msg("Offline. 1 message is waiting to be sent.")
    : msg(str`Offline. ${count} messages are waiting to be sent.`);
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
