import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { localized, msg, str } from "@lit/localize";
import type { Body } from "@rally/shared/http";
import { confirmIdentity, showSecurity, type Security } from "@rally/shared/sign-in";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { FormSubmission, formErrorBox } from "../forms/index.js";
import { baseStyles, buttonStyles, dialogStyles, fieldStyles, textField } from "../design/index.js";
import { session } from "../session/index.js";
import { signInIcon } from "./sign-in-icon.js";
import { askForPasskey, passkeysWork } from "./passkeys.js";
import { visitProvider } from "./providers.js";

/** Asks the user to authenticate again, to protect actions on a device that is left unattended. */
@customElement("rally-confirm-identity")
@localized()
export class RallyConfirmIdentity extends LitElement {
  /** The available methods; fetched if not set. */
  @property({ attribute: false }) security: Security | undefined;
  /** The reason shown, if it is not a change of the sign-in methods. */
  @property() reason = "";
  @state() private loaded: Security | undefined;
  @state() private open = false;
  @state() private typed = "";
  private opener: HTMLElement | undefined;
  private answer: ((confirmed: boolean) => void) | undefined;
  private readonly submission = new FormSubmission(this, ["password", "code"]);

  static override styles = [baseStyles, buttonStyles, fieldStyles, dialogStyles];

  /** @returns whether the user confirmed their identity. */
  ask(): Promise<boolean> {
    this.answer?.(false);
    this.opener = focused();
    this.typed = "";
    this.open = true;
    if (!this.security) void this.load();
    return new Promise((resolve) => {
      this.answer = resolve;
    });
  }

  override render(): TemplateResult {
    const heading = msg("Confirm it's you");
    return html`<wa-dialog
      without-header
      label=${heading}
      ?open=${this.open}
      @wa-after-show=${this.focusFirst}
      @wa-after-hide=${() => {
        this.close(false);
        this.opener?.focus();
      }}
    >
      <div class="dialog-head"><h2>${heading}</h2></div>
      <form novalidate @submit=${this.submit}>
        <p>${this.reason || msg("This changes how you sign in, so please confirm it's you.")}</p>
        ${formErrorBox(this.submission.formError)} ${this.field()} ${this.otherWays()}
        <div class="dialog-actions">
          <button
            type="button"
            class="button"
            @click=${() => {
              this.close(false);
            }}
          >
            ${msg("Cancel")}
          </button>
          ${
            this.kind
              ? html`<button
                  class="button primary"
                  aria-disabled=${this.submission.busy ? "true" : "false"}
                >
                  ${msg("Confirm")}
                </button>`
              : nothing
          }
        </div>
      </form>
    </wa-dialog>`;
  }

  private get proofs(): Security | undefined {
    return this.security ?? this.loaded;
  }

  private async load(): Promise<void> {
    await this.submission.submit(async () => {
      this.loaded = (await session.call(showSecurity)).data;
    });
    await this.updateComplete;
    this.focusFirst();
  }

  private readonly focusFirst = (): void => {
    if (this.open) this.renderRoot.querySelector<HTMLElement>("input, .way")?.focus();
  };

  /** The kind of the text field, if there is one. */
  private get kind(): "password" | "code" | undefined {
    if (this.proofs?.hasPassword) return "password";
    return this.proofs?.twoFactor.on ? "code" : undefined;
  }

  private field(): TemplateResult | typeof nothing {
    const { kind, submission } = this;
    if (!kind) return nothing;
    return textField({
      name: kind,
      label: kind === "password" ? msg("Password") : msg("Code from your authenticator app"),
      type: kind === "password" ? "password" : "text",
      autocomplete: kind === "password" ? "current-password" : "one-time-code",
      maxLength: 256,
      autofocus: true,
      value: this.typed,
      error: submission.errorOf(kind),
      onInput: (value) => {
        this.typed = value;
        submission.clear(kind);
      },
    });
  }

  private otherWays(): TemplateResult {
    const { proofs: security } = this;
    const providers = this.kind || security?.passkeys.length ? [] : (security?.identities ?? []);
    return html`${
      security?.passkeys.length && passkeysWork()
        ? html`<button type="button" class="button way" @click=${this.usePasskey}>
            ${signInIcon("key")}${msg("Use a passkey")}
          </button>`
        : nothing
    }
    ${providers.map(
      ({ provider, label }) =>
        html`<button
          type="button"
          class="button way"
          @click=${() => this.submission.submit(() => visitProvider(provider, "confirm"))}
        >
          ${msg(str`Sign in again as ${label}`)}
        </button>`,
    )}`;
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { kind, submission, typed } = this;
    if (!kind || submission.busy) return;
    if (!typed.trim()) submission.refuse({ [kind]: ["required"] });
    else if (kind === "password") await this.prove({ kind, password: typed });
    else await this.prove({ kind, code: typed.trim() });
    await this.updateComplete;
    if (submission.firstWrong([kind])) this.renderRoot.querySelector("input")?.focus();
  };

  private readonly usePasskey = async (): Promise<void> => {
    if (this.submission.busy) return;
    await this.submission.submit(async () => {
      const answer = await askForPasskey();
      if (answer) await this.send({ kind: "passkey", answer });
    });
  };

  private async prove(body: Body<typeof confirmIdentity>): Promise<void> {
    await this.submission.submit(() => this.send(body));
  }

  private async send(body: Body<typeof confirmIdentity>): Promise<void> {
    await session.call(confirmIdentity, { body });
    this.close(true);
  }

  private close(confirmed: boolean): void {
    this.open = false;
    this.typed = "";
    this.answer?.(confirmed);
    this.answer = undefined;
  }
}

/** The focused element, across shadow roots. */
function focused(): HTMLElement | undefined {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element instanceof HTMLElement ? element : undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-confirm-identity": RallyConfirmIdentity;
  }
}
