import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { newId } from "@rally/shared/ids";
import { otherSide, rematchRoute, type GameId, type Side } from "@rally/shared/games";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles } from "../../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../../device/index.js";
import { FormSubmission, formErrorBox } from "../../forms/index.js";
import { pathTo, router } from "../../navigation/index.js";
import { ObservableController } from "../../observable/index.js";
import { playerName, ratingSentence } from "./match-sentences.js";
import type { EndView, MatchView } from "./match-view.js";
import { startedMatchAfter } from "./started-match.js";
import type { OnlineMatch } from "./online-match.js";

const SECOND_MS = 1_000;

/** Only games of turns have draws, and are called off before both have moved. */
const isTurnGame = (game: GameId): boolean => game === "connect-four";

/** The buttons below the board of a match on the server, with the times that run out. */
@customElement("rally-match-actions")
@localized()
export class RallyMatchActions extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) match: OnlineMatch | undefined;
  /** Whether "Resign" was pressed once and asks for a second press. */
  @state() private resigning = false;
  @state() private hasOffered = false;
  private readonly view = new ObservableController(this, () => this.match?.view);
  private readonly submission = new FormSubmission(this);
  private readonly rematch = new LiveQueryController(
    this,
    () => {
      const { device, match, hasOffered } = this;
      return device && match && hasOffered
        ? () => startedMatchAfter(device.database, match.id)
        : undefined;
    },
    (matchId) => {
      if (matchId !== undefined) router.go(pathTo("match", { id: matchId }), { replace: true });
    },
  );
  private readonly commandId = newId();
  private timer: ReturnType<typeof setInterval> | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        justify-items: center;
        gap: var(--space-2xs);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: var(--space-xs);
        min-height: var(--size-touch);
      }
      p {
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
        font-variant-numeric: tabular-nums;
        text-align: center;
      }
      .form-error {
        color: var(--color-danger);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => this.requestUpdate(), SECOND_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("match")) this.view.follow();
  }

  override render(): TemplateResult {
    const view = this.view.value;
    if (!view) return html``;
    if (view.end) return this.ended(view, view.end);
    const { side } = view.joined;
    return html`<p>${this.times(view)}</p>
      ${side === null ? nothing : html`<div class="row">${this.playing(view, side)}</div>`}`;
  }

  /** The time of the move, the grace period, and the number of spectators. */
  private times(view: MatchView): string {
    const { moveBy, spectators, joined } = view;
    const missing = ([0, 1] as const).find((side) => view.connections[side].graceUntil !== null);
    const grace = missing === undefined ? null : view.connections[missing].graceUntil;
    const left = grace === null ? 0 : this.secondsUntil(grace);
    const noShow = view.phase === "waiting" ? joined.noShowAt : undefined;
    return [
      ...(view.phase === "playing" && left > 0 ? [msg(str`${left} s left to come back`)] : []),
      ...(noShow === undefined
        ? []
        : [msg(str`The match is called off in ${this.secondsUntil(noShow)} s`)]),
      ...(moveBy === undefined || view.phase !== "playing"
        ? []
        : [msg(str`${this.secondsUntil(moveBy)} s for this move`)]),
      ...(joined.rated ? [msg("Rated")] : [msg("Unrated")]),
      ...(spectators > 0 ? [msg(str`${spectators} watching`)] : []),
      ...(joined.side === null ? [msg("You're watching")] : []),
    ].join(" · ");
  }

  private playing(view: MatchView, side: Side): TemplateResult {
    const { graceUntil } = view.connections[otherSide(side)];
    const canClaim =
      view.phase === "playing" && graceUntil !== null && this.secondsUntil(graceUntil) === 0;
    const offer = view.drawOfferedBy;
    const send = (type: "abort" | "resign" | "claim" | "offerDraw") => () =>
      this.match?.send({ type });
    const answer = (accept: boolean) => () => this.match?.send({ type: "answerDraw", accept });
    if (view.phase === "waiting") {
      return html`<button class="button" @click=${send("abort")}>${msg("Call off")}</button>`;
    }
    if (this.resigning) {
      return html`<button class="button danger" @click=${send("resign")}>
          ${msg("Resign the match")}</button
        ><button class="button" @click=${() => (this.resigning = false)}>
          ${msg("Keep playing")}
        </button>`;
    }
    const claim = canClaim
      ? html`<button class="button primary" @click=${send("claim")}>${msg("Claim win")}</button>`
      : nothing;
    const resign = html`<button class="button" @click=${() => (this.resigning = true)}>
      ${msg("Resign")}
    </button>`;
    if (!isTurnGame(view.joined.game)) return html`${claim}${resign}`;
    return html`${claim}
    ${
      offer === otherSide(side)
        ? html`<button class="button primary" @click=${answer(true)}>
              ${msg("Accept the draw")}</button
            ><button class="button" @click=${answer(false)}>${msg("Decline")}</button>`
        : html`<button class="button" ?disabled=${offer === side} @click=${send("offerDraw")}>
            ${offer === side ? msg("Draw offered") : msg("Offer a draw")}
          </button>`
    }
    ${
      view.moves.length < 2
        ? html`<button class="button" @click=${send("abort")}>${msg("Call off")}</button>`
        : resign
    }`;
  }

  private ended(view: MatchView, end: EndView): TemplateResult {
    const { side } = view.joined;
    const rating = ratingSentence(view, end);
    const opponent = side === null ? "" : playerName(view, otherSide(side));
    return html`${rating ? html`<p class="rating">${rating}</p>` : nothing}
      ${formErrorBox(this.submission.formError)}
      <p role="status">
        ${this.hasOffered ? msg(str`Rematch offered. Waiting for ${opponent}…`) : ""}
      </p>
      <div class="row">
        ${
          side === null || this.hasOffered
            ? nothing
            : html`<button
                class="button primary"
                ?disabled=${this.submission.busy}
                @click=${this.offerRematch}
              >
                ${msg("Rematch")}
              </button>`
        }<a class="button" href=${pathTo("games")}>${msg("Back to games")}</a>
      </div>`;
  }

  private readonly offerRematch = async (): Promise<void> => {
    const { device, match } = this;
    if (!device || !match) return;
    await this.submission.submit(async () => {
      const options = { params: { id: match.id }, idempotencyKey: this.commandId };
      const { data } = await device.session.call(rematchRoute, options);
      if (data.matchId === undefined) {
        this.hasOffered = true;
        this.rematch.restart();
      } else router.go(pathTo("match", { id: data.matchId }), { replace: true });
    });
  };

  private secondsUntil(time: number): number {
    const now = this.match?.connection.clock.serverNow ?? Date.now();
    return Math.max(0, Math.ceil((time - now) / SECOND_MS));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-match-actions": RallyMatchActions;
  }
}
