import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { me as meRoute, type Locale, type Me } from "@rally/shared/accounts";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { baseStyles } from "../design/index.js";
import type { Device } from "../device/index.js";
import { NetworkError, RallyError } from "../http/index.js";
import { loadChunk } from "../missing-program/index.js";
import { Observing } from "../reactive/index.js";
import { session } from "../session/index.js";
import { deviceContext, Watching } from "../watching/index.js";
import { accountSettingsStyles } from "./account-settings-styles.js";
import { confirming } from "./confirming.js";
import { tellLocale, untoldLocale } from "./locale.js";
import "./rally-account-data.js";
import "./rally-email-row.js";
import "./rally-password-row.js";
import "./rally-session-list.js";
import type { RallySessionList } from "./rally-session-list.js";
import "./rally-username-row.js";
import type { RallyConfirmIdentity } from "../sign-in/rally-confirm-identity.js";

/**
 * The account's part of the settings: name, address, password, sessions, data.
 * @slot - Ways in besides the password, which stand behind it.
 */
@customElement("rally-account-settings")
@localized()
export class RallyAccountSettings extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @query("rally-session-list") private sessions!: RallySessionList;
  private readonly state = new Observing(this, () => session.state);
  @query("rally-confirm-identity") private dialog!: RallyConfirmIdentity;
  private readonly confirming = confirming(async () => {
    const dialog = await loadChunk(() => import("../sign-in/rally-confirm-identity.js"));
    return dialog !== undefined && this.dialog.ask();
  });
  /** The server's last answer, for a start with no network. */
  private readonly held = new Watching(this, () => {
    const database = this.device?.database;
    return database && (() => database.getMeta("me"));
  });
  private locale: Locale | undefined;
  private readonly untold = new Watching(
    this,
    () => {
      const database = this.device?.database;
      return database && (() => untoldLocale(database));
    },
    (locale) => {
      if (locale !== undefined) this.locale = locale;
      else if (this.locale !== undefined) void this.learnTold();
    },
  );

  static override styles = [
    baseStyles,
    accountSettingsStyles,
    css`
      section {
        margin-block-end: var(--space-xl);
      }
      h2 {
        margin-block-end: var(--space-2xs);
        font-size: var(--text-base);
        font-weight: var(--weight-bold);
        letter-spacing: var(--tracking-tight);
      }
      section > * + *:not(h2, :nth-child(2)) {
        border-block-start: 1px solid var(--color-line);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.ask();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("device")) return;
    this.untold.restart();
    this.held.restart();
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.state.value;
    if (!state || state.status === "signed-out") return nothing;
    const me = (state.status === "signed-in" ? state.me : undefined) ?? this.held.value;
    return html`<section>
        <h2>${msg("Account")}</h2>
        <rally-username-row .me=${me} .session=${session}></rally-username-row>
        <rally-email-row
          .me=${me}
          .session=${session}
          .confirming=${this.confirming}
        ></rally-email-row>
        ${me?.hasPassword === false ? nothing : this.password(me)}
        ${this.language(this.locale ?? me?.locale)}
      </section>
      <slot></slot>
      <section>
        <h2>${msg("Where you are signed in")}</h2>
        <rally-session-list .session=${session}></rally-session-list>
      </section>
      <section>
        <h2>${msg("Your data")}</h2>
        <rally-account-data
          .me=${me}
          .session=${session}
          .device=${this.device}
          .confirming=${this.confirming}
        ></rally-account-data>
      </section>
      <rally-confirm-identity
        reason=${msg("Whoever finds this device open must not do that, so Rally asks once more.")}
      ></rally-confirm-identity>`;
  }

  private password(me: Me | undefined): TemplateResult {
    return html`<rally-password-row
      .me=${me}
      .session=${session}
      @sessions-changed=${() => this.sessions.look()}
    ></rally-password-row>`;
  }

  private language(locale: Locale | undefined): TemplateResult {
    const names: Record<Locale, string> = { en: "English", fr: "Français" };
    return html`<div class="row">
      <div><h3 id="language">${msg("Language of mail and notifications")}</h3></div>
      <select aria-labelledby="language" ?disabled=${!this.device} @change=${this.choose}>
        ${Object.entries(names).map(
          ([code, name]) =>
            html`<option value=${code} lang=${code} .selected=${code === locale}>${name}</option>`,
        )}
      </select>
    </div>`;
  }

  /** What was done elsewhere, for instance in the mail program: an address confirmed. */
  private async ask(): Promise<boolean> {
    try {
      session.learn((await session.call(meRoute)).data);
      return true;
    } catch (error) {
      // What this device knew is shown; the status line tells that there is no network.
      if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
      return false;
    }
  }

  /** What was chosen here stays shown until the server says what it was told. */
  private async learnTold(): Promise<void> {
    if (!(await this.ask())) return;
    this.locale = undefined;
    this.requestUpdate();
  }

  private readonly choose = async (event: Event): Promise<void> => {
    const locale = (event.target as HTMLSelectElement).value as Locale;
    if (this.device) await tellLocale(this.device.database, locale);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-account-settings": RallyAccountSettings;
  }
}
