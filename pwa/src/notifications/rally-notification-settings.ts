import "@awesome.me/webawesome/dist/components/switch/switch.js";
import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import type { Disturb } from "@rally/shared/notifications";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { baseStyles, buttonStyles, rowStyles, switchStyles } from "../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../device/index.js";
import { errorSentence, weekdayAndTime } from "../localization/index.js";
import { NetworkError, RallyError } from "../http/index.js";
import { pushState, turnPushOff, turnPushOn, type PushState } from "../push/index.js";
import { chooseDisturb, currentDisturb } from "./index.js";
import { notificationSettingsStyles } from "./notification-settings-styles.js";
import { quietHoursFields } from "./quiet-hours-fields.js";

const HOUR_MS = 3_600_000;

/** Push on this device, and do not disturb on all devices. */
@customElement("rally-notification-settings")
@localized()
export class RallyNotificationSettings extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @state() private push: PushState | undefined;
  @state() private busy = false;
  @state() private failure = "";
  /** Whether a button was pressed that another one takes the place of. */
  private hasPaused = false;
  private readonly disturb = new LiveQueryController(this, () => {
    const database = this.device?.database;
    return database && (() => currentDisturb(database));
  });

  static override styles = [
    baseStyles,
    buttonStyles,
    rowStyles,
    switchStyles,
    notificationSettingsStyles,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    pushState().then((state) => {
      this.push = state;
    }, reportError);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device")) this.disturb.restart();
  }

  override updated(): void {
    if (!this.hasPaused || this.matches(":focus-within")) return;
    this.hasPaused = false;
    this.renderRoot.querySelector<HTMLElement>(".pauses button")?.focus();
  }

  override render(): TemplateResult {
    const disturb = this.disturb.value;
    return html`${this.pushing()}
    ${disturb ? html`${this.pausing(disturb)} ${this.hours(disturb)}` : nothing}`;
  }

  private pushing(): TemplateResult {
    const { push } = this;
    return html`<div class="row">
      <wa-switch
        .checked=${live(push === "on")}
        ?disabled=${this.busy || (push !== "on" && push !== "off")}
        @change=${this.turn}
      >
        <span>${msg("Notifications on this device")}</span>
        <span slot="hint">${pushHint(push)}</span>
      </wa-switch>
      <p class="error" role="alert" ?hidden=${!this.failure}>${this.failure}</p>
    </div>`;
  }

  private pausing({ until, hours }: Disturb): TemplateResult {
    const isPaused = until !== null && until > Date.now();
    const pause = (moment: number | null): void => {
      this.hasPaused = true;
      this.choose({ hours, until: moment });
    };
    return html`<div class="row">
      <div>
        <h3>${msg("Do not disturb")}</h3>
        <p class="hint" role="status">
          ${
            isPaused
              ? msg(str`No alerts until ${weekdayAndTime(until)}.`)
              : msg("Notifications still show up in Rally, just without alerts.")
          }
        </p>
      </div>
      <div class="pauses">
        ${
          isPaused
            ? html`<button class="button" @click=${() => pause(null)}>
                ${msg("Turn notifications back on")}
              </button>`
            : html`<button class="button" @click=${() => pause(Date.now() + HOUR_MS)}>
                  ${msg("For 1 hour")}
                </button>
                <button class="button" @click=${() => pause(tomorrow())}>
                  ${msg("Until tomorrow")}
                </button>`
        }
      </div>
    </div>`;
  }

  private hours({ hours, until }: Disturb): TemplateResult {
    const set = (next: Disturb["hours"]): void => this.choose({ hours: next, until });
    return html`<div class="row">
      <wa-switch .checked=${live(hours !== null)} @change=${() => set(hours ? null : nights())}>
        <span>${msg("Quiet hours")}</span>
        <span slot="hint">
          ${hours ? msg(str`Time zone: ${hours.timeZone}.`) : msg("No alerts at set times, like at night.")}
        </span>
      </wa-switch>
      ${hours ? quietHoursFields(hours, set) : nothing}
    </div>`;
  }

  private choose(disturb: Disturb): void {
    const { device } = this;
    if (device) chooseDisturb(device.database, disturb).catch(reportError);
  }

  private readonly turn = async (): Promise<void> => {
    const { device, push } = this;
    if (!device) return;
    this.busy = true;
    this.failure = "";
    try {
      const { call } = device.session;
      this.push = push === "on" ? await turnPushOff(call) : await turnPushOn(call);
    } catch (error) {
      this.failure = failureSentence(error);
      this.push = await pushState();
    } finally {
      this.busy = false;
      this.requestUpdate();
    }
  };
}

function pushHint(push: PushState | undefined): string {
  if (push === "unsupported") {
    return msg("This browser doesn't support notifications. On a phone, try installing Rally.");
  }
  if (push === "denied")
    return msg(
      "Your browser blocks notifications from Rally. Allow them in its settings for this site.",
    );
  return msg("Get messages, mentions and requests even when Rally is closed.");
}

function failureSentence(error: unknown): string {
  if (error instanceof RallyError) return errorSentence(error.code);
  if (error instanceof NetworkError) return errorSentence("network");
  console.debug("failed to subscribe to push", error);
  return msg("Couldn't reach your browser's push service. Try again later.");
}

function nights(): NonNullable<Disturb["hours"]> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { timeZone, from: 22 * 60, to: 7 * 60, days: [0, 1, 2, 3, 4, 5, 6] };
}

/** Eight in the morning of the next day. */
function tomorrow(): number {
  const day = new Date();
  day.setDate(day.getDate() + 1);
  return day.setHours(8, 0, 0, 0);
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-notification-settings": RallyNotificationSettings;
  }
}
