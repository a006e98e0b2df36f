import { localized, msg } from "@lit/localize";
import { otherSide, type ComputerLevel, type ComputerPlayer, type Side } from "@rally/shared/games";
import { connectFour, type ConnectFourInput, type ConnectFourState } from "@rally/shared/games";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles } from "../../design/index.js";
import { pathTo } from "../../navigation/index.js";
import { ObservableController } from "../../observable/index.js";
import { matchFrameStyles, muteButton, playersHeader, turnsFrameStyles } from "../match-frame.js";
import { GameSounds, soundsMuted } from "../sounds.js";
import { discStyles } from "./connect-four-styles.js";
import { disc } from "./disc.js";
import { moveSentence } from "./move-sentence.js";
import "./rally-connect-four-board.js";

/** The side of the user against the computer. */
const OWN: Side = 0;
/** Milliseconds before the computer answers, so that both moves are seen and heard. */
const THINKING_MS = 500;

/** A match of Connect Four on this device: against the computer, or of two players. */
@customElement("rally-local-connect-four")
@localized()
export class RallyLocalConnectFour extends LitElement {
  /** The computer's level; undefined for two players. */
  @property({ attribute: false }) level: ComputerLevel | undefined;
  @property({ attribute: false }) seed: number | undefined;
  @state() private match: ConnectFourState | undefined;
  @state() private spoken = "";
  private computer: ComputerPlayer<ConnectFourState, ConnectFourInput> | undefined;
  private sounds = new GameSounds();
  private thinking: ReturnType<typeof setTimeout> | undefined;
  private readonly muted = new ObservableController(this, () => soundsMuted);

  static override styles = [
    baseStyles,
    buttonStyles,
    matchFrameStyles,
    discStyles,
    turnsFrameStyles,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.sounds = new GameSounds();
    if (this.hasUpdated) this.letComputerMove();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.thinking);
    this.sounds.close();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!this.match || changed.has("level")) this.renew();
  }

  override render(): TemplateResult {
    const { match } = this;
    if (!match) return html``;
    const outcome = connectFour.outcome(match);
    const turn = connectFour.turn(match);
    const [first, second] = this.names;
    const player = (side: Side, name: string) => ({
      ...{ name, sign: disc(side), isTurn: !outcome && turn === side },
    });
    return html`<div class="head">
        ${playersHeader([player(0, first), player(1, second)])} ${muteButton(this.muted.value)}
      </div>
      <p class="note" role="status">${this.spoken}</p>
      <rally-connect-four-board
        .match=${match}
        ?active=${!outcome && this.isOwnTurn}
        @column-chosen=${(event: CustomEvent<number>) => this.drop(event.detail)}
      ></rally-connect-four-board>
      <div class="end">
        ${
          outcome
            ? html`<button class="button primary" @click=${this.again}>${msg("Play again")}</button
                ><a class="button" href=${pathTo("games")}>${msg("Back to games")}</a>`
            : nothing
        }
      </div>`;
  }

  override focus(): void {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector("rally-connect-four-board")?.focus(),
    );
  }

  private get names(): readonly [string, string] {
    return this.level === undefined
      ? [msg("Player 1"), msg("Player 2")]
      : [msg("You"), msg("Computer")];
  }

  private get isOwnTurn(): boolean {
    if (!this.match) return false;
    return this.level === undefined || connectFour.turn(this.match) === OWN;
  }

  private renew(): void {
    clearTimeout(this.thinking);
    const seed = this.seed ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    const { level } = this;
    this.match = connectFour.start(connectFour.settings.parse({}), seed);
    this.computer = level && connectFour.computer(level, otherSide(OWN), seed);
    this.spoken = this.turnSentence(this.match);
    this.letComputerMove();
  }

  private readonly again = (): void => {
    this.renew();
    void this.updateComplete.then(() => this.focus());
  };

  private drop(column: number): void {
    const { match } = this;
    if (!match || !this.isOwnTurn) return;
    this.sounds.unlock();
    const side = connectFour.turn(match);
    const next = connectFour.play(match, side, { column });
    if (!next) this.spoken = msg("This column is full.");
    else this.moved(side, column, next);
  }

  private letComputerMove(): void {
    clearTimeout(this.thinking);
    const { computer, match } = this;
    if (!computer || !match || connectFour.outcome(match) || this.isOwnTurn) return;
    this.thinking = setTimeout(() => {
      const input = computer.next(match);
      const side = otherSide(OWN);
      const next = input && connectFour.play(match, side, input);
      if (next) this.moved(side, input.column, next);
    }, THINKING_MS);
  }

  private moved(side: Side, column: number, next: ConnectFourState): void {
    this.match = next;
    const outcome = connectFour.outcome(next);
    if (!outcome) this.sounds.play("drop");
    else if (outcome.winner === null) this.sounds.play("draw");
    else this.sounds.play(this.level !== undefined && outcome.winner !== OWN ? "defeat" : "win");
    this.spoken = `${moveSentence(side, column)} ${outcome ? this.endSentence(outcome.winner) : this.turnSentence(next)}`;
    this.letComputerMove();
  }

  private turnSentence(match: ConnectFourState): string {
    const turn = connectFour.turn(match);
    if (this.level === undefined) return turn === 0 ? msg("Red's turn.") : msg("Yellow's turn.");
    return turn === OWN ? msg("Your turn.") : msg("The computer is thinking…");
  }

  private endSentence(winner: Side | null): string {
    if (winner === null) return msg("It's a draw.");
    if (this.level === undefined) return winner === 0 ? msg("Red wins!") : msg("Yellow wins!");
    return winner === OWN ? msg("You win!") : msg("The computer wins.");
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-local-connect-four": RallyLocalConnectFour;
  }
}
