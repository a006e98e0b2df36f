import { localized, msg, str } from "@lit/localize";
import type { Data } from "@rally/shared/http";
import {
  connectFour,
  pong,
  Replay,
  type ConnectFourInput,
  type ConnectFourState,
  type Game,
  type getMatch,
  type SettingsOf,
  type Side,
} from "@rally/shared/games";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import * as z from "zod/mini";
import { baseStyles, buttonStyles, setStyle } from "../../design/index.js";
import { pathTo } from "../../navigation/index.js";
import { ObservableController } from "../../observable/index.js";
import { discStyles } from "../connect-four/connect-four-styles.js";
import { disc } from "../connect-four/disc.js";
import { moveSentence } from "../connect-four/move-sentence.js";
import "../connect-four/rally-connect-four-board.js";
import { gameIcon } from "../game-icons.js";
import { sideOf } from "../match-records.js";
import { matchFrameStyles, playersHeader, turnsFrameStyles } from "../match-frame.js";
import { endSentenceOf } from "../online/match-sentences.js";
import { palette, paletteOf } from "../pong/pong-palettes.js";
import "../pong/rally-pong-table.js";
import { ReplayTime } from "./replay-time.js";
import { PONG_SPEED, ReplayedPong } from "./replayed-pong.js";

export type PastMatch = Data<typeof getMatch>;

/** The moves of Connect Four in a second. */
const MOVES_PER_SECOND = 1.25;
const FRAME_MS = 100;

interface Shown {
  time: ReplayTime;
  pong?: ReplayedPong;
  connectFour?: Replay<SettingsOf<typeof connectFour>, ConnectFourState, ConnectFourInput>;
}

/** A past match that can be played again and searched through. */
@customElement("rally-replay")
@localized()
export class RallyReplay extends LitElement {
  @property({ attribute: false }) match: PastMatch | undefined;
  /** The user who looks at it. */
  @property({ attribute: false }) userId = "";
  @state() private shown: Shown | undefined;
  private readonly palette = new ObservableController(this, () => palette);
  private timer: ReturnType<typeof setInterval> | undefined;
  private last = 0;

  static override styles = [
    baseStyles,
    buttonStyles,
    matchFrameStyles,
    turnsFrameStyles,
    discStyles,
    css`
      .sign {
        flex: none;
        width: var(--space-xs);
        height: var(--size-line);
        border: 1px solid var(--color-line-strong);
        border-radius: var(--radius-full);
      }
      .controls {
        display: flex;
        align-items: center;
        gap: var(--space-sm);
        width: 100%;
        max-width: var(--size-column);
        margin-inline: auto;
      }
      input {
        flex: 1;
        min-width: 0;
        height: var(--size-touch);
        accent-color: var(--color-accent);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => this.tick(), FRAME_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("match")) this.shown = this.match && replayOf(this.match);
  }

  override focus(): void {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(".controls button")?.focus(),
    );
  }

  override render(): TemplateResult {
    const { match, shown } = this;
    if (!match) return html``;
    return html`<div class="head">
        ${playersHeader([this.player(match, 0), this.player(match, 1)])}
      </div>
      <p class="note" role="status">${this.note(match)}</p>
      <div class="stage">${shown ? this.board(shown) : nothing}</div>
      <div class="end">
        ${shown ? this.controls(shown.time) : nothing}
        <a class="button" href=${pathTo("games")}>${msg("Back to games")}</a>
      </div>`;
  }

  private player(match: PastMatch, side: Side) {
    const { paddles } = paletteOf(this.palette.value ?? "court");
    const score = this.score(match);
    return {
      name: match.players[side]?.displayName ?? msg("Deleted account"),
      sign:
        match.game === "pong"
          ? html`<span class="sign" ${setStyle({ "background-color": paddles[side] })}></span>`
          : disc(side),
      ...(score && { score: score[side] }),
    };
  }

  private score(match: PastMatch): readonly [number, number] | undefined {
    if (match.game !== "pong") return undefined;
    return this.shown?.pong?.state.score ?? match.score;
  }

  /** How the match ended, or the last move of the replay. */
  private note(match: PastMatch): string {
    const { shown } = this;
    if (shown?.connectFour && shown.time.position < shown.time.steps) {
      const { moves } = shown.connectFour.stateAt(Math.floor(shown.time.position));
      const column = moves.at(-1);
      if (column !== undefined) {
        const before = shown.connectFour.stateAt(Math.floor(shown.time.position) - 1);
        return moveSentence(connectFour.turn(before), column);
      }
    }
    return match.end
      ? endSentenceOf(match.players, sideOf(match, this.userId) ?? null, match.end)
      : "";
  }

  private board({ time, pong: source, connectFour: replay }: Shown): TemplateResult {
    if (source) return html`<rally-pong-table .source=${source} running></rally-pong-table>`;
    const shownState = replay?.stateAt(Math.floor(time.position));
    return html`<rally-connect-four-board .match=${shownState}></rally-connect-four-board>`;
  }

  private controls(time: ReplayTime): TemplateResult {
    const seconds = (step: number) => Math.floor(step / PONG_SPEED);
    const isPong = this.match?.game === "pong";
    const at = Math.floor(time.position);
    return html`<div class="controls">
      <button
        class="icon-button"
        aria-label=${time.isPlaying ? msg("Pause") : msg("Play")}
        @click=${() => {
          time.toggle();
          this.requestUpdate();
        }}
      >
        ${gameIcon(time.isPlaying ? "pause" : "play")}
      </button>
      <input
        type="range"
        aria-label=${msg("Position in the match")}
        aria-valuetext=${
          isPong
            ? msg(str`${seconds(at)} of ${seconds(time.steps)} seconds`)
            : msg(str`Move ${at} of ${time.steps}`)
        }
        min="0"
        max=${time.steps}
        step="1"
        .value=${String(at)}
        @input=${(event: Event) => {
          time.isPlaying = false;
          time.seek(Number((event.target as HTMLInputElement).value));
          this.requestUpdate();
        }}
      />
    </div>`;
  }

  /** Moves a replay of turns on; Pong moves with the frames of its table. */
  private tick(): void {
    const { shown } = this;
    const now = performance.now();
    const elapsed = Math.min(1_000, now - this.last);
    this.last = now;
    if (!shown?.time.isPlaying) return;
    if (!shown.pong) shown.time.advance(elapsed);
    this.requestUpdate();
  }
}

/** Undefined for a match without a record that the rules of this release can play. */
function replayOf(match: PastMatch): Shown | undefined {
  try {
    if (match.game === "pong") {
      const replay = recorded(pong, match);
      const time = new ReplayTime(replay.steps, PONG_SPEED);
      return { time, pong: new ReplayedPong(replay, time) };
    }
    const replay = recorded(connectFour, match);
    return { time: new ReplayTime(replay.steps, MOVES_PER_SECOND), connectFour: replay };
  } catch (error) {
    if (error instanceof RangeError || error instanceof z.core.$ZodError) return undefined;
    throw error;
  }
}

function recorded<Settings, State, Input>(
  game: Game<Settings, State, Input>,
  { settings, record }: PastMatch,
): Replay<Settings, State, Input> {
  if (!record) throw new RangeError("a match without a record");
  return new Replay(game, {
    ...{ game: game.id, settings: z.parse(game.settings, settings), seed: record.seed },
    inputs: record.inputs.map(({ step, side, input }) => ({
      ...{ step, side, input: z.parse(game.input, input) },
    })),
    steps: record.steps,
  });
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-replay": RallyReplay;
  }
}
