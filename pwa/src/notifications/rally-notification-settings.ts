import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import type { Disturb } from "@rally/shared/notifications";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, switchStyles } from "../design/index.js";
import type { Device } from "../device/index.js";
import { errorSentence, weekdayAndTime } from "../localization/index.js";
import { NetworkError, RallyError } from "../http/index.js";
import { pushState, turnPushOff, turnPushOn, type PushState } from "../push/index.js";
import { deviceContext, Watching } from "../watching/index.js";
import { chooseDisturb, currentDisturb } from "./index.js";
import { notificationSettingsStyles } from "./notification-settings-styles.js";
import { quietHoursFields } from "./quiet-hours-fields.js";

const HOUR_MS = 3_600_000;

/** Whether this device rings when Rally is closed, and when nothing rings anywhere. */
@customElement("rally-notification-settings")
@localized()
export class RallyNotificationSettings extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @state() private push: PushState | undefined;
  @state() private busy = false;
  @state() private failure = "";
  private readonly disturb = new Watching(this, () => {
    const database = this.device?.database;
    return database && (() => currentDisturb(database));
  });

  static override styles = [baseStyles, buttonStyles, switchStyles, notificationSettingsStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    pushState().then((state) => {
      this.push = state;
    }, reportError);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device")) this.disturb.restart();
  }

  override render(): TemplateResult {
    const disturb = this.disturb.value;
    return html`<h2 id="heading">${msg("Notifications")}</h2>
      <div class="card" role="group" aria-labelledby="heading">
        ${this.pushing()}
        ${disturb ? html`${this.pausing(disturb)} ${this.hours(disturb)}` : nothing}
      </div>`;
  }

  private pushing(): TemplateResult {
    const { push } = this;
    return html`<div class="row">
      <div>
        <label class="title" for="push">${msg("On this device, when Rally is closed")}</label>
        <p class="hint" id="push-hint">${pushHint(push)}</p>
      </div>
      <input
        id="push"
        class="switch"
        type="checkbox"
        role="switch"
        aria-describedby="push-hint"
        aria-checked=${push === "on" ? "true" : "false"}
        .checked=${push === "on"}
        ?disabled=${this.busy || (push !== "on" && push !== "off")}
        @change=${this.turn}
      />
      <p class="error" role="alert">${this.failure}</p>
    </div>`;
  }

  private pausing({ until, hours }: Disturb): TemplateResult {
    const isPaused = until !== null && until > Date.now();
    const pause = (moment: number | null): void => this.choose({ hours, until: moment });
    return html`<div class="row">
      <div>
        <p class="title">${msg("Do not disturb")}</p>
        <p class="hint" role="status">
          ${
            isPaused
              ? msg(str`Nothing rings until ${weekdayAndTime(until)}.`)
              : msg("Notifications still arrive in Rally, just without alerts.")
          }
        </p>
      </div>
      <div class="pauses">
        ${
          isPaused
            ? html`<button class="button" @click=${() => pause(null)}>${msg("Ring again")}</button>`
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
      <div>
        <label class="title" for="hours">${msg("Quiet hours")}</label>
        <p class="hint">
          ${hours ? msg(str`By the clock of ${hours.timeZone}.`) : msg("At night, for instance.")}
        </p>
      </div>
      <input
        id="hours"
        class="switch"
        type="checkbox"
        role="switch"
        aria-checked=${hours ? "true" : "false"}
        .checked=${hours !== null}
        @change=${() => set(hours ? null : nights())}
      />
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
    return msg("This browser cannot. On a phone, installing Rally may help.");
  }
  if (push === "denied") return msg("Your browser's settings forbid it for this site.");
  return msg("Messages, mentions and requests, with a button to answer.");
}

function failureSentence(error: unknown): string {
  if (error instanceof RallyError) return errorSentence(error.code);
  if (error instanceof NetworkError) return errorSentence("network");
  console.debug("No push subscription", error);
  return msg("Your browser's push service did not answer. Try again later.");
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
