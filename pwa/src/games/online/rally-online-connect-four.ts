import { localized, msg, str } from "@lit/localize";
import { connectFour, type ConnectFourInput, type ConnectFourState } from "@rally/shared/games";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import * as z from "zod/mini";
import { baseStyles, buttonStyles } from "../../design/index.js";
import { ObservableController } from "../../observable/index.js";
import { discStyles } from "../connect-four/connect-four-styles.js";
import { disc } from "../connect-four/disc.js";
import { moveSentence } from "../connect-four/move-sentence.js";
import "../connect-four/rally-connect-four-board.js";
import { matchFrameStyles, muteButton, playersHeader, turnsFrameStyles } from "../match-frame.js";
import { GameSounds, soundsMuted } from "../sounds.js";
import { endSentence, playerName, waitSentence } from "./match-sentences.js";
import type { MatchView } from "./match-view.js";
import type { OnlineMatch } from "./online-match.js";
import "./rally-match-actions.js";

/** A match of Connect Four on the server. */
@customElement("rally-online-connect-four")
@localized()
export class RallyOnlineConnectFour extends LitElement {
  @property({ attribute: false }) match: OnlineMatch | undefined;
  private sounds = new GameSounds();
  private readonly muted = new ObservableController(this, () => soundsMuted);
  private readonly view = new ObservableController(this, () => this.match?.view);
  private readonly status = new ObservableController(this, () => this.match?.connection.status);
  /** The number of moves that were sounded. */
  private sounded: number | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    matchFrameStyles,
    turnsFrameStyles,
    discStyles,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.sounds = new GameSounds();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sounds.close();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("match")) return;
    this.view.follow();
    this.status.follow();
  }

  override updated(): void {
    const view = this.view.value;
    const moves = view?.moves.length ?? 0;
    const isNew = this.sounded !== undefined && moves > this.sounded;
    this.sounded = moves;
    if (isNew && view) this.sounds.play("drop");
  }

  override render(): TemplateResult {
    const view = this.view.value;
    if (!view) return html``;
    const state = stateOf(view);
    const turn = connectFour.turn(state);
    const isPlaying = view.phase === "playing" && !connectFour.outcome(state);
    const player = (side: 0 | 1) => ({
      ...{ name: playerName(view, side), sign: disc(side), isTurn: isPlaying && turn === side },
    });
    const isActive = isPlaying && turn === view.joined.side && this.status.value === "live";
    return html`<div class="head">
        ${playersHeader([player(0), player(1)])} ${muteButton(this.muted.value)}
      </div>
      <p class="note" role="status">${this.sentence(view, state)}</p>
      <rally-connect-four-board
        .match=${state}
        ?active=${isActive}
        @column-chosen=${(event: CustomEvent<number>) => this.drop(view, event.detail)}
      ></rally-connect-four-board>
      <rally-match-actions .match=${this.match ?? nothing}></rally-match-actions>`;
  }

  override focus(): void {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector("rally-connect-four-board")?.focus(),
    );
  }

  private drop(view: MatchView, column: number): void {
    this.sounds.unlock();
    const input: ConnectFourInput = { column };
    this.match?.send({ type: "move", number: view.moves.length, input });
  }

  private sentence(view: MatchView, state: ConnectFourState): string {
    if (view.end) return endSentence(view, view.end);
    if (this.status.value !== "live") return msg("Reconnecting…");
    const waiting = waitSentence(view);
    if (waiting) return waiting;
    const turn = connectFour.turn(state);
    const whose =
      turn === view.joined.side ? msg("Your turn.") : msg(str`${playerName(view, turn)}'s turn.`);
    const last = view.moves.at(-1);
    const column = state.moves.at(-1);
    return last && column !== undefined ? `${moveSentence(last.side, column)} ${whose}` : whose;
  }
}

/** The state after the moves of a match, all of which the server has accepted. */
function stateOf({ joined, moves }: MatchView): ConnectFourState {
  let state = connectFour.start(z.parse(connectFour.settings, joined.settings), joined.seed);
  for (const { side, input } of moves) {
    const move = z.parse(connectFour.input, input);
    state = connectFour.play(state, side, move) ?? state;
  }
  return state;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-online-connect-four": RallyOnlineConnectFour;
  }
}
