import { localized, msg } from "@lit/localize";
import { finishSignIn } from "@rally/shared/sign-in";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { accountPageStyles, FormSubmission, formErrorBox } from "../forms/index.js";
import { baseStyles, buttonStyles, fieldStyles, textField } from "../design/index.js";
import { request } from "../http/index.js";
import { session } from "../session/index.js";

/**
 * The second step of signing in: a code from the authenticator app, or a recovery code.
 * @event leave - Back to the first step.
 */
@customElement("rally-second-factor")
@localized()
export class RallySecondFactor extends LitElement {
  @property({ attribute: false }) challenge = "";
  @state() private code = "";
  @state() private recovering = false;
  private readonly submission = new FormSubmission(this, ["code"]);

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    accountPageStyles,
    css`
      .ways {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: var(--space-xs);
        margin-block-start: var(--space-md);
        margin-inline: calc(var(--space-md) * -1);
      }
    `,
  ];

  override firstUpdated(): void {
    this.focusCode();
  }

  override render(): TemplateResult {
    const { submission, recovering } = this;
    return html`
      <div class="heading">
        <h1 tabindex="-1">${msg("One more step")}</h1>
        <p class="lead">
          ${
            recovering
              ? msg("Enter one of the recovery codes you saved. Each one works once.")
              : msg("Open your authenticator app and enter the code it shows for Rally.")
          }
        </p>
      </div>
      <form novalidate @submit=${this.submit} aria-busy=${submission.busy ? "true" : "false"}>
        ${formErrorBox(submission.formError)}
        ${textField({
          name: "code",
          label: recovering ? msg("Recovery code") : msg("Code"),
          value: this.code,
          autocomplete: recovering ? "off" : "one-time-code",
          maxLength: 32,
          error: submission.errorOf("code"),
          onInput: (value) => {
            this.code = value;
            submission.clear("code");
          },
        })}
        <button
          class="button primary submit"
          type="submit"
          aria-disabled=${submission.busy ? "true" : "false"}
        >
          ${submission.busy ? msg("Signing in…") : msg("Sign in")}
        </button>
      </form>
      <div class="ways">
        <button class="button plain" @click=${this.change}>
          ${recovering ? msg("Use the authenticator app") : msg("Use a recovery code")}
        </button>
        <button class="button plain" @click=${() => this.dispatchEvent(new CustomEvent("leave"))}>
          ${msg("Start over")}
        </button>
      </div>
    `;
  }

  private readonly change = (): void => {
    this.recovering = !this.recovering;
    this.code = "";
    this.submission.clear("code");
    this.focusCode();
  };

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { submission, challenge } = this;
    if (submission.busy) return;
    const code = this.code.trim();
    if (!code) submission.refuse({ code: ["required"] });
    else {
      await submission.submit(async () => {
        await session.adoptSession(
          (await request(finishSignIn, { body: { challenge, code } })).data,
        );
      });
    }
    await this.updateComplete;
    if (submission.firstWrong(["code"])) this.focusCode();
  };

  private focusCode(): void {
    this.renderRoot.querySelector<HTMLInputElement>("#code")?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-second-factor": RallySecondFactor;
  }
}
