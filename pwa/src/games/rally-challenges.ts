import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import { currentMatch, listChallenges, type Challenge, type Match } from "@rally/shared/games";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { reportUnlessClosed } from "../database/index.js";
import { baseStyles, buttonStyles, icon } from "../design/index.js";
import {
  deviceContext,
  LiveQueryController,
  OnlineController,
  type Device,
} from "../device/index.js";
import { FormSubmission, formErrorBox } from "../forms/index.js";
import { NetworkError } from "../http/index.js";
import { pathTo } from "../navigation/index.js";
import {
  acceptChallenge,
  challengeLink,
  challengeSentence,
  declineChallenge,
  withdrawChallenge,
} from "./challenge-actions.js";
import { gameEntries } from "./game-entries.js";

/** The match that this user is in, and their open challenges. */
@customElement("rally-challenges")
@localized()
export class RallyChallenges extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @state() private challenges: readonly Challenge[] = [];
  @state() private current: Match | undefined;
  /** The challenge whose link was copied. */
  @state() private copied = "";
  private readonly submission = new FormSubmission(this);
  private readonly online = new OnlineController(
    this,
    () => this.device,
    () => void this.reload(),
  );
  /** Challenges and accepted ones arrive as notifications. */
  private readonly news = new LiveQueryController(
    this,
    () => {
      const { device } = this;
      return device && (() => newestOfGames(device));
    },
    () => void this.reload(),
  );

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      ul {
        display: grid;
        gap: var(--space-xs);
        margin-block-end: var(--space-lg);
      }
      ul:empty {
        display: none;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-xs) var(--space-md);
        padding: var(--space-sm) var(--space-md);
        border: 1px solid var(--color-line);
        border-radius: var(--radius-lg);
        background: var(--color-raised);
      }
      p {
        flex: 1 1 var(--width-xs);
        min-width: 0;
        font-weight: var(--weight-bold);
        overflow-wrap: anywhere;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-xs);
      }
      .form-error {
        color: var(--color-danger);
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("device")) return;
    this.online.follow();
    this.news.restart();
  }

  override render(): TemplateResult {
    const { current, challenges } = this;
    return html`${formErrorBox(this.submission.formError)}
      <ul role="list" aria-label=${msg("Challenges")}>
        ${
          current
            ? html`<li>
                <p>${msg("You're in a match of")} ${gameEntries[current.game].name()}</p>
                <a class="button primary" href=${pathTo("match", { id: current.id })}
                  >${msg("Open the match")}</a
                >
              </li>`
            : nothing
        }${challenges.map((challenge) => this.entry(challenge))}
      </ul>`;
  }

  /** Reads them from the server; without one, the last ones stay. */
  async reload(): Promise<void> {
    const { device } = this;
    if (!device) return;
    try {
      const [challenges, current] = await Promise.all([
        device.session.call(listChallenges),
        device.session.call(currentMatch),
      ]);
      this.challenges = challenges.data;
      this.current = current.data ?? undefined;
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof RallyError)) {
        reportUnlessClosed(error);
      }
    }
  }

  private entry(challenge: Challenge): TemplateResult {
    const { device } = this;
    if (!device) return html``;
    const { session, userId } = device;
    const { code } = challenge;
    const act = (work: () => Promise<void>) => async () => {
      await this.submission.submit(work);
      await this.reload();
    };
    const isOwn = challenge.by?.id === userId;
    return html`<li>
      <p>${challengeSentence(challenge, userId)}</p>
      <div class="row">
        ${
          isOwn
            ? html`${
                  code === undefined
                    ? nothing
                    : html`<button class="button" @click=${() => this.copy(code)}>
                        ${icon(this.copied === code ? "check" : "link")}
                        <span role="status"
                          >${this.copied === code ? msg("Link copied") : msg("Copy link")}</span
                        >
                      </button>`
                }<button class="button" @click=${act(() => withdrawChallenge(session, challenge))}>
                  ${msg("Withdraw")}
                </button>`
            : html`<button
                  class="button primary"
                  @click=${act(() => acceptChallenge(session, challenge))}
                >
                  ${msg("Accept")}</button
                ><button class="button" @click=${act(() => declineChallenge(session, challenge))}>
                  ${msg("Decline")}
                </button>`
        }
      </div>
    </li>`;
  }

  private async copy(code: string): Promise<void> {
    await navigator.clipboard.writeText(challengeLink(code));
    this.copied = code;
  }
}

/** Changes with each notification about games. */
async function newestOfGames({ database }: Device): Promise<string> {
  const rows = await database.notifications
    .filter(({ kind }) => kind === "challenge" || kind === "match_started")
    .toArray();
  return `${rows.length} ${Math.max(0, ...rows.map(({ version }) => version))}`;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-challenges": RallyChallenges;
  }
}
