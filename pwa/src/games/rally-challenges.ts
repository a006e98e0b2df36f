import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import {
  currentMatch,
  listChallenges,
  type Challenge,
  type GameId,
  type Match,
} from "@rally/shared/games";
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
import { pathTo, router } from "../navigation/index.js";
import {
  acceptChallenge,
  challengeLink,
  challengeSentence,
  declineChallenge,
  withdrawChallenge,
} from "./challenge-actions.js";
import { gameEntries } from "./game-entries.js";
import { QueueController } from "./queue-controller.js";

const SECOND_MS = 1_000;
/**
 * The match that this user is in, their open challenges, and their wait for an opponent. It opens a
 * match that starts while it is shown.
 */
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
  private isLoaded = false;
  private readonly submission = new FormSubmission(this);
  private readonly queue = new QueueController(
    this,
    () => this.device,
    () => this.reload(),
  );
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
      :host {
        display: block;
      }
      ul {
        display: grid;
        gap: var(--space-xs);
        margin-block-end: var(--space-lg);
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
      .hint {
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
        font-weight: var(--weight-normal);
        font-variant-numeric: tabular-nums;
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
      <span class="visually-hidden" role="status"
        >${this.copied === "" ? "" : msg("Link copied")}</span
      >
      ${current || this.queue.entry || challenges.length > 0 ? this.list() : nothing}`;
  }

  private list(): TemplateResult {
    const { current, challenges } = this;
    return html`<ul role="list" aria-label=${msg("Challenges")}>
      ${
        current
          ? html`<li>
              <p>${msg(str`You're in a match of ${gameEntries[current.game].name()}`)}</p>
              <a class="button primary" href=${pathTo("match", { id: current.id })}
                >${msg("Open the match")}</a
              >
            </li>`
          : nothing
      }${this.waitingEntry()}${challenges.map((challenge) => this.entry(challenge))}
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
      const started = current.data ?? undefined;
      const isNew = this.isLoaded && started && started.id !== this.current?.id;
      this.isLoaded = true;
      this.current = started;
      if (isNew && this.isConnected) router.go(pathTo("match", { id: started.id }));
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof RallyError)) {
        reportUnlessClosed(error);
      }
    }
  }

  /** Waits for an opponent of about the same rating. */
  joinQueue(game: GameId): void {
    void this.submission.submit(() => this.queue.join(game));
  }

  private waitingEntry(): TemplateResult | typeof nothing {
    const { entry, waited } = this.queue;
    if (!entry) return nothing;
    const usual = entry.estimatedWait;
    return html`<li class="waiting">
      <p>
        <span role="status"
          >${msg(str`Looking for an opponent for ${gameEntries[entry.game].name()}…`)}</span
        >
        <span class="hint"
          >${msg(str`${waited} s`)}${
            usual === null
              ? nothing
              : html` · ${msg(str`usually ${Math.max(1, Math.round(usual / SECOND_MS))} s`)}`
          }</span
        >
      </p>
      <div class="row">
        <button class="button" @click=${() => this.queue.leave().catch(reportUnlessClosed)}>
          ${msg("Stop looking")}
        </button>
      </div>
    </li>`;
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
                        <span>${this.copied === code ? msg("Link copied") : msg("Copy link")}</span>
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
