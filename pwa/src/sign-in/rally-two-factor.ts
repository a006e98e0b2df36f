import { localized, msg, str } from "@lit/localize";
import type { Data } from "@rally/shared/http";
import {
  confirmTwoFactor,
  renewRecoveryCodes,
  startTwoFactor,
  stopTwoFactor,
  type Security,
} from "@rally/shared/sign-in";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { FormSubmission, formErrorBox } from "../forms/index.js";
import type { Confirming } from "./confirming.js";
import {
  baseStyles,
  buttonStyles,
  cardStyles,
  fieldStyles,
  icon,
  textField,
} from "../design/index.js";
import { session } from "../session/index.js";
import "./rally-recovery-codes.js";
import { securityStyles } from "./security-styles.js";
import { twoFactorStyles } from "./two-factor-styles.js";

/** Two-factor sign-in: set-up with an authenticator app, turning it off, recovery codes. */
@customElement("rally-two-factor")
@localized()
export class RallyTwoFactor extends LitElement {
  @property({ attribute: false }) security!: Security;
  @property({ attribute: false }) confirming!: Confirming;
  /** A new secret that is not confirmed by a code yet. */
  @state() private secret: (Data<typeof startTwoFactor> & { picture: SVGElement }) | undefined;
  /** Shown once, until the user has stored them. */
  @state() private recoveryCodes: string[] = [];
  @state() private code = "";
  private readonly submission = new FormSubmission(this, ["code"]);

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    fieldStyles,
    securityStyles,
    twoFactorStyles,
  ];

  override render(): TemplateResult {
    return html`<section class="card">
      <h3 tabindex="-1">${msg("Two-factor authentication")}</h3>
      ${formErrorBox(this.submission.formError)}
      ${
        this.recoveryCodes.length > 0
          ? html`<rally-recovery-codes
              .codes=${this.recoveryCodes}
              @put-away=${this.putAway}
            ></rally-recovery-codes>`
          : this.secret
            ? this.setUp(this.secret)
            : this.security.twoFactor.on
              ? this.on()
              : this.off()
      }
    </section>`;
  }

  private off(): TemplateResult {
    return html`<div class="line">
      <div class="explained">
        ${msg("Adds a code from your phone when you sign in, so a stolen password isn't enough.")}
      </div>
      <button
        class="button"
        aria-disabled=${this.submission.busy ? "true" : "false"}
        @click=${this.begin}
      >
        ${msg("Turn on")}
      </button>
    </div>`;
  }

  private on(): TemplateResult {
    const left = this.security.twoFactor.recoveryCodesLeft;
    return html`<div class="line">
      <div>
        <p class="on">${icon("check")}${msg("On")}</p>
        <p class="when">
          ${left === 1 ? msg("1 recovery code left") : msg(str`${left} recovery codes left`)}
        </p>
      </div>
      <div class="actions">
        <button
          class="button"
          aria-disabled=${this.submission.busy ? "true" : "false"}
          @click=${this.renew}
        >
          ${msg("Get new recovery codes")}
        </button>
        <button
          class="button"
          aria-disabled=${this.submission.busy ? "true" : "false"}
          @click=${this.stop}
        >
          ${msg("Turn off")}
        </button>
      </div>
    </div>`;
  }

  private setUp({ secret, picture }: NonNullable<typeof this.secret>): TemplateResult {
    const { submission } = this;
    return html`
      <p class="explained">
        ${msg("Scan this QR code with your authenticator app, or type in the key.")}
      </p>
      <div class="enrolment">
        <div class="picture" role="img" aria-label=${msg("QR code with the key")}>${picture}</div>
        <div class="key">
          <p class="when">${msg("Key")}</p>
          <code>${secret.match(/.{1,4}/g)?.join(" ") ?? secret}</code>
        </div>
      </div>
      <form novalidate @submit=${this.submit}>
        ${textField({
          name: "code",
          label: msg("Code from the app"),
          autocomplete: "one-time-code",
          maxLength: 32,
          value: this.code,
          error: submission.errorOf("code"),
          onInput: (value) => {
            this.code = value;
            submission.clear("code");
          },
        })}
        <div class="actions">
          <button class="button primary" aria-disabled=${submission.busy ? "true" : "false"}>
            ${msg("Turn on")}
          </button>
          <button type="button" class="button" @click=${this.cancel}>${msg("Cancel")}</button>
        </div>
      </form>
    `;
  }

  private readonly begin = async (): Promise<void> => {
    await this.change(async () => {
      const [{ data }, { generate }, { toSvg }] = await Promise.all([
        session.call(startTwoFactor),
        import("lean-qr"),
        import("lean-qr/extras/svg"),
      ]);
      this.code = "";
      this.secret = { ...data, picture: toSvg(generate(data.uri), document) };
    });
    await this.updateComplete;
    if (this.secret) this.renderRoot.querySelector("input")?.focus();
  };

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { submission } = this;
    if (submission.busy) return;
    const code = this.code.trim();
    if (!code) submission.refuse({ code: ["required"] });
    else {
      await this.change(async () => {
        this.show((await session.call(confirmTwoFactor, { body: { code } })).data);
      });
    }
    await this.updateComplete;
    if (submission.firstWrong(["code"])) this.renderRoot.querySelector("input")?.focus();
  };

  private readonly cancel = async (): Promise<void> => {
    this.secret = undefined;
    this.submission.reset();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".line button")?.focus();
  };

  private readonly renew = (): Promise<void> =>
    this.change(async () => {
      this.show((await session.call(renewRecoveryCodes)).data);
    });

  private readonly stop = (): Promise<void> =>
    this.change(async () => {
      await session.call(stopTwoFactor);
      this.changed();
      // The clicked button is gone.
      this.renderRoot.querySelector("h3")?.focus();
    });

  private readonly putAway = async (): Promise<void> => {
    this.recoveryCodes = [];
    await this.updateComplete;
    this.renderRoot.querySelector("h3")?.focus();
  };

  private async change(change: () => Promise<void>): Promise<void> {
    if (this.submission.busy) return;
    await this.submission.submit(async () => void (await this.confirming(change)));
  }

  private show({ recoveryCodes }: { recoveryCodes: string[] }): void {
    this.recoveryCodes = recoveryCodes;
    this.secret = undefined;
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new CustomEvent("security-changed", { bubbles: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-two-factor": RallyTwoFactor;
  }
}
