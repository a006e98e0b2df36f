import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import { challengeByCode, type Challenge } from "@rally/shared/games";
import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import {
  baseStyles,
  buttonStyles,
  emptyState,
  emptyStateStyles,
  pageStyles,
} from "../design/index.js";
import { deviceContext, OnlineController, type Device } from "../device/index.js";
import { FormSubmission, formErrorBox } from "../forms/index.js";
import { NetworkError } from "../http/index.js";
import { pathTo, sidePage } from "../navigation/index.js";
import { acceptChallenge, challengeSentence } from "./challenge-actions.js";
import { gameEntries } from "./game-entries.js";

/** The challenge of a link, for the user who opens it. */
@customElement("rally-challenge-page")
@localized()
export class RallyChallengePage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) code = "";
  @state() private challenge: Challenge | undefined;
  @state() private phase: "loading" | "shown" | "missing" | "offline" = "loading";
  private readonly submission = new FormSubmission(this);
  private readonly online = new OnlineController(
    this,
    () => this.device,
    () => void this.load(),
  );

  static override styles = [
    baseStyles,
    buttonStyles,
    emptyStateStyles,
    pageStyles,
    css`
      .card {
        display: grid;
        overflow: clip;
        max-width: var(--width-md);
        margin-inline: auto;
        border: 1px solid var(--color-line);
        border-radius: var(--radius-lg);
        background: var(--color-raised);
      }
      .card svg {
        display: block;
        width: 100%;
        aspect-ratio: 2;
      }
      .body {
        display: grid;
        gap: var(--space-md);
        padding: var(--space-md);
      }
      h2 {
        font-size: var(--text-xl);
        overflow-wrap: anywhere;
      }
      .form-error {
        color: var(--color-danger);
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("device") || changed.has("code")) this.online.follow();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    return sidePage(this, msg("Challenge"), this.content());
  }

  private content(): TemplateResult {
    const { challenge, device } = this;
    if (!challenge || !device) return this.absent();
    if (challenge.state !== "waiting") return this.absent();
    const accept = () =>
      this.submission.submit(() => acceptChallenge(device.session, challenge, this.code));
    return html`<article class="card">
      ${gameEntries[challenge.game].preview()}
      <div class="body">
        <h2>${challengeSentence(challenge, device.userId)}</h2>
        ${formErrorBox(this.submission.formError)}
        ${
          challenge.by?.id === device.userId
            ? html`<p>${msg("Send this page's link to the person you want to play.")}</p>`
            : html`<button
                class="button primary"
                ?disabled=${this.submission.busy}
                @click=${accept}
              >
                ${msg("Accept")}
              </button>`
        }
      </div>
    </article>`;
  }

  private absent(): TemplateResult {
    if (this.phase === "loading") {
      return html`<p role="status">${msg("Opening the challenge…")}</p>`;
    }
    const isOffline = this.phase === "offline";
    return emptyState({
      icon: isOffline ? "cloudOff" : "gamepad",
      heading: isOffline ? msg("You're offline") : msg("This challenge is over"),
      words: isOffline
        ? msg("The challenge will load when you're back online.")
        : msg("It was accepted or withdrawn, or it has expired."),
      action: { href: pathTo("games"), words: msg("Back to games") },
    });
  }

  private async load(): Promise<void> {
    const { device, code } = this;
    if (!device) return;
    try {
      const { data } = await device.session.call(challengeByCode, { params: { code } });
      this.challenge = data;
      this.phase = data.state === "waiting" ? "shown" : "missing";
    } catch (error) {
      if (error instanceof NetworkError) this.phase = "offline";
      else if (error instanceof RallyError) this.phase = "missing";
      else throw error;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-challenge-page": RallyChallengePage;
  }
}
