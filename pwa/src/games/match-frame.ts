import { msg } from "@lit/localize";
import { css, html, nothing, type TemplateResult } from "lit";
import { gameIcon } from "./game-icons.js";
import { muteSounds } from "./sounds.js";

/** A player of a match as its header shows them. */
export interface ShownPlayer {
  name: string;
  /** A drawn sign of the player's colour or shape; decorative. */
  sign: TemplateResult | typeof nothing;
  score?: number;
  isTurn?: boolean;
}

/** The two players above the board, side 0 at the start. */
export function playersHeader(players: readonly [ShownPlayer, ShownPlayer]): TemplateResult {
  return html`<ul class="players" role="list">
    ${players.map(
      ({ name, sign, score, isTurn }) =>
        html`<li class=${isTurn ? "turn" : nothing}>
          ${sign}<span class="name" dir="auto">${name}</span>
          ${score === undefined ? nothing : html`<span class="score">${score}</span>`}
        </li>`,
    )}
  </ul>`;
}

/** A card above the board: before the start, in a pause and at the end. */
export function panel(shown: {
  heading: string;
  words?: string | TemplateResult;
  actions: TemplateResult;
}): TemplateResult {
  return html`<div class="veil">
    <section class="panel" aria-labelledby="panel-heading">
      <h2 id="panel-heading" tabindex="-1">${shown.heading}</h2>
      ${shown.words ? html`<div class="words">${shown.words}</div>` : nothing}
      <div class="actions">${shown.actions}</div>
    </section>
  </div>`;
}

/** The button that silences the games of this device. */
export function muteButton(isMuted = false): TemplateResult {
  return html`<button
    class="icon-button"
    aria-label=${msg("Sound")}
    aria-pressed=${isMuted ? "false" : "true"}
    title=${isMuted ? msg("Turn sound on") : msg("Turn sound off")}
    @click=${() => muteSounds(!isMuted)}
  >
    ${gameIcon(isMuted ? "volumeOff" : "volume")}
  </button>`;
}

export const matchFrameStyles = css`
  :host {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    gap: var(--space-xs);
    height: 100%;
    min-height: 0;
  }
  .players {
    display: flex;
    gap: var(--space-2xs);
    width: 100%;
    max-width: var(--size-column);
    margin-inline: auto;
  }
  .players li {
    display: flex;
    flex: 1 1 auto;
    align-items: center;
    gap: var(--space-2xs);
    min-width: 0;
    min-height: var(--size-touch);
    padding: var(--space-2xs) var(--space-xs);
    border: 1px solid var(--color-line);
    border-radius: var(--radius-md);
    background: var(--color-raised);
  }
  .players li.turn {
    border-color: var(--color-accent);
    box-shadow: inset 0 0 0 1px var(--color-accent);
  }
  .players .name {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    font-size: var(--text-sm);
    font-weight: var(--weight-bold);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .players .score {
    font-size: var(--text-lg);
    font-weight: var(--weight-bold);
    font-variant-numeric: tabular-nums;
  }
  .players svg {
    flex: none;
    width: var(--size-line);
    height: var(--size-line);
  }
  .stage {
    position: relative;
    display: grid;
    min-height: 0;
  }
  .veil {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    padding: var(--space-md);
    overflow-y: auto;
  }
  .panel {
    display: grid;
    gap: var(--space-md);
    width: min(100%, var(--width-md));
    padding: var(--space-lg);
    border: 1px solid var(--color-line);
    border-radius: var(--radius-lg);
    background: var(--color-raised);
    box-shadow: var(--shadow-lg);
    text-align: center;
  }
  .panel h2 {
    font-size: var(--text-xl);
  }
  .panel h2:focus {
    outline: none;
  }
  .panel .words {
    color: var(--color-ink-soft);
  }
  .panel .actions:empty {
    display: none;
  }
  .panel .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: var(--space-xs);
  }
`;

/** The frame of a game of turns: the players, what is announced, the board, and what to do. */
export const turnsFrameStyles = css`
  :host {
    grid-template-rows: auto auto minmax(0, 1fr) auto;
  }
  .head {
    display: flex;
    gap: var(--space-2xs);
    width: 100%;
    max-width: var(--size-column);
    margin-inline: auto;
  }
  .note {
    min-height: var(--size-line);
    font-weight: var(--weight-bold);
    text-align: center;
  }
  .end {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: var(--space-xs);
    min-height: var(--size-touch);
  }
`;

/** A page that a match fills. */
export const matchPageStyles = css`
  .back {
    display: inline-flex;
  }
  .bar {
    padding-inline: var(--space-xs);
  }
  .column {
    display: grid;
    overflow: clip;
    padding: var(--space-xs) var(--space-xs) max(var(--space-xs), env(safe-area-inset-bottom));
    scrollbar-gutter: auto;
  }
  .column > * {
    width: 100%;
    max-width: none;
  }
`;
