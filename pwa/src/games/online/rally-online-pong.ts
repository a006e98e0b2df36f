import { localized, msg } from "@lit/localize";
import { pong, type Side } from "@rally/shared/games";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, setStyle } from "../../design/index.js";
import { ObservableController } from "../../observable/index.js";
import { matchFrameStyles, muteButton, panel, playersHeader } from "../match-frame.js";
import { OnlinePong } from "../pong/online-pong.js";
import { palette, paletteOf } from "../pong/pong-palettes.js";
import "../pong/rally-pong-table.js";
import { GameSounds, soundsMuted } from "../sounds.js";
import { endSentence, playerName, waitSentence } from "./match-sentences.js";
import type { MatchView } from "./match-view.js";
import type { OnlineMatch } from "./online-match.js";
import "./rally-match-actions.js";

/** A match of Pong on the server, for its players and its spectators. */
@customElement("rally-online-pong")
@localized()
export class RallyOnlinePong extends LitElement {
  @property({ attribute: false }) match: OnlineMatch | undefined;
  /** What is announced to screen readers. */
  @state() private spoken = "";
  private source: OnlinePong | undefined;
  private sounds = new GameSounds();
  private unsubscribe: (() => void) | undefined;
  private wasLive = false;
  private readonly muted = new ObservableController(this, () => soundsMuted);
  private readonly palette = new ObservableController(this, () => palette);
  private readonly view = new ObservableController(this, () => this.match?.view);
  private readonly status = new ObservableController(this, () => this.match?.connection.status);

  static override styles = [
    baseStyles,
    buttonStyles,
    matchFrameStyles,
    css`
      :host {
        grid-template-rows: auto minmax(0, 1fr) auto;
      }
      .head {
        display: flex;
        gap: var(--space-2xs);
        width: 100%;
        max-width: var(--size-column);
        margin-inline: auto;
      }
      .players {
        flex: 1;
      }
      .sign {
        flex: none;
        width: var(--space-xs);
        height: var(--size-line);
        border: 1px solid var(--color-line-strong);
        border-radius: var(--radius-full);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.sounds = new GameSounds();
    if (this.hasUpdated) this.follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sounds.close();
    this.unsubscribe?.();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("match")) {
      this.view.follow();
      this.status.follow();
      this.follow();
    }
    this.adopt();
  }

  override render(): TemplateResult {
    const view = this.view.value;
    const { source } = this;
    if (!view || !source) return html``;
    const { paddles } = paletteOf(this.palette.value ?? "court");
    const score = view.end?.score ?? source.state.score;
    const player = (side: Side) => ({
      name: playerName(view, side),
      sign: html`<span class="sign" ${setStyle({ "background-color": paddles[side] })}></span>`,
      score: score[side],
    });
    const waits = this.waits(view);
    return html`<div class="head">
        ${playersHeader([player(0), player(1)])} ${muteButton(this.muted.value)}
      </div>
      <div class="stage">
        <rally-pong-table
          .source=${source}
          .sounds=${this.sounds}
          ?running=${waits === undefined}
          @pointerdown=${() => this.sounds.unlock()}
          @pong-point=${this.pointWon}
        ></rally-pong-table>
        ${waits === undefined ? nothing : panel({ heading: waits, actions: html`` })}
      </div>
      <rally-match-actions .match=${this.match ?? nothing}></rally-match-actions>
      <p class="visually-hidden" role="status">${this.spoken}</p>`;
  }

  /** Why the match stands still; undefined while it goes on. */
  private waits(view: MatchView): string | undefined {
    if (view.end) return endSentence(view, view.end);
    if (this.status.value !== "live") return msg("Reconnecting…");
    return (
      waitSentence(view) ?? (view.phase === "playing" ? undefined : msg("The match starts soon."))
    );
  }

  private follow(): void {
    this.unsubscribe?.();
    this.unsubscribe = this.match?.onSnapshot((frame) => this.source?.receive(frame));
  }

  /** Prepares the match when it is joined, and begins again where it has stood still. */
  private adopt(): void {
    const { match } = this;
    const view = this.view.value;
    if (!match || !view || view.joined.game !== pong.id) return;
    if (!this.source) {
      this.source = new OnlinePong(
        view.joined,
        (frame) => match.send(frame),
        () => match.connection.clock.roundTrip,
      );
    }
    const isLive = this.waits(view) === undefined;
    const { side, sequences } = view.joined;
    if (isLive && !this.wasLive) {
      this.source.restart(side === null ? 0 : sequences?.[side]);
      this.spoken = msg("The match goes on.");
    }
    if (!isLive) this.spoken = this.waits(view) ?? "";
    if (view.end && this.wasLive) {
      const isLost = side !== null && view.end.winner !== null && view.end.winner !== side;
      this.sounds.play(isLost ? "defeat" : "win");
    }
    this.wasLive = isLive;
  }

  private readonly pointWon = (): void => {
    const view = this.view.value;
    const { source } = this;
    if (!view || !source) return;
    const [first, second] = source.state.score;
    const [one, other] = [playerName(view, 0), playerName(view, 1)];
    this.spoken = `${one} ${first}, ${other} ${second}`;
    this.requestUpdate();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-online-pong": RallyOnlinePong;
  }
}
