import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import type { Challenge, Match } from "@rally/shared/games";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, phone } from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { FormSubmission, formErrorBox } from "../forms/index.js";
import "../people/rally-avatar.js";
import { acceptChallenge, challengeSentence, declineChallenge } from "./challenge-actions.js";
import { matchLine, matchLineStyles } from "./match-line.js";

/** Open challenges to the user, with the buttons to answer them, and their newest matches. */
@customElement("rally-home-games")
@localized()
export class RallyHomeGames extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) challenges: readonly Challenge[] = [];
  @property({ attribute: false }) ended: readonly Match[] = [];
  /** Declined here, and maybe still in the last answer of the server. */
  @state() private declined: ReadonlySet<string> = new Set();
  private readonly submission = new FormSubmission(this);

  static override styles = [
    baseStyles,
    buttonStyles,
    matchLineStyles,
    css`
      :host {
        padding: var(--space-2xs);
      }
      .challenge {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: var(--space-2xs) var(--space-sm);
        align-items: center;
        padding: var(--space-xs) var(--space-sm);
        --avatar-size: var(--size-avatar-lg);
      }
      .challenge p {
        font-weight: var(--weight-bold);
        overflow-wrap: anywhere;
      }
      .answers {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-xs);
      }
      ul + ul {
        margin-block-start: var(--space-2xs);
        padding-block-start: var(--space-2xs);
        border-block-start: 1px solid var(--color-line);
      }
      .form-error {
        margin: var(--space-xs) var(--space-sm);
        color: var(--color-danger);
      }
      @media ${phone} {
        .challenge {
          grid-template-columns: auto minmax(0, 1fr);
        }
        .answers {
          grid-column: 2;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    const open = this.challenges.filter(({ id }) => !this.declined.has(id));
    const userId = this.device?.userId ?? "";
    return html`${formErrorBox(this.submission.formError)}
    ${
      open.length > 0
        ? html`<ul role="list" aria-label=${msg("Challenges")}>
            ${open.map((challenge) => this.challenge(challenge, userId))}
          </ul>`
        : nothing
    }
    ${
      this.ended.length > 0
        ? html`<ul role="list" aria-label=${msg("Past matches")}>
            ${this.ended.map((match) => matchLine(match, userId))}
          </ul>`
        : nothing
    }`;
  }

  private challenge(challenge: Challenge, userId: string): TemplateResult {
    const { by } = challenge;
    return html`<li class="challenge">
      <rally-avatar
        person-id=${by?.id ?? ""}
        .name=${by?.displayName ?? ""}
        .avatar=${by?.avatar}
      ></rally-avatar>
      <p dir="auto">${challengeSentence(challenge, userId)}</p>
      <div class="answers">
        <button
          class="button primary"
          ?disabled=${this.submission.busy}
          @click=${() => this.answer(challenge, "accept")}
        >
          ${msg("Accept")}</button
        ><button
          class="button"
          ?disabled=${this.submission.busy}
          @click=${() => this.answer(challenge, "decline")}
        >
          ${msg("Decline")}
        </button>
      </div>
    </li>`;
  }

  private async answer(challenge: Challenge, answer: "accept" | "decline"): Promise<void> {
    const { device } = this;
    if (!device) return;
    await this.submission.submit(async () => {
      if (answer === "accept") await acceptChallenge(device.session, challenge);
      else {
        await declineChallenge(device.session, challenge);
        this.declined = new Set([...this.declined, challenge.id]);
      }
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-home-games": RallyHomeGames;
  }
}
