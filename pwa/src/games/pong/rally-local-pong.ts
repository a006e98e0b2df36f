import { localized, msg, str } from "@lit/localize";
import type { ComputerLevel } from "@rally/shared/games";
import { pong, type PongSettings } from "@rally/shared/games";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, selectStyles, setStyle } from "../../design/index.js";
import { pathTo } from "../../navigation/index.js";
import { ObservableController } from "../../observable/index.js";
import { gameIcon } from "../game-icons.js";
import { matchFrameStyles, muteButton, panel, playersHeader } from "../match-frame.js";
import { GameSounds, soundsMuted } from "../sounds.js";
import { LocalPong } from "./local-pong.js";
import {
  choosePalette,
  palette,
  paletteLabel,
  paletteNames,
  paletteOf,
  type PaletteName,
} from "./pong-palettes.js";
import "./rally-pong-table.js";

type Phase = "ready" | "playing" | "paused" | "ended";

/** A match of Pong on this device, with its start, pauses and end. */
@customElement("rally-local-pong")
@localized()
export class RallyLocalPong extends LitElement {
  /** The computer's level; undefined for two players. */
  @property({ attribute: false }) level: ComputerLevel | undefined;
  @property({ attribute: false }) settings: PongSettings = pong.settings.parse({});
  @property({ attribute: false }) seed: number | undefined;
  @state() private phase: Phase = "ready";
  /** What is announced to screen readers. */
  @state() private spoken = "";
  private match: LocalPong | undefined;
  private sounds = new GameSounds();
  private readonly muted = new ObservableController(this, () => soundsMuted);
  private readonly palette = new ObservableController(this, () => palette);
  private listening: AbortController | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    selectStyles,
    matchFrameStyles,
    css`
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
      .themes {
        display: inline-flex;
        align-items: center;
        gap: var(--space-xs);
        font-size: var(--text-sm);
      }
      kbd {
        padding: var(--space-3xs) var(--space-2xs);
        border: 1px solid var(--color-line-strong);
        border-radius: var(--radius-xs);
        font: inherit;
      }
      @media (pointer: coarse) {
        .keys {
          display: none;
        }
      }
      @media (pointer: fine) {
        .touch {
          display: none;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.sounds = new GameSounds();
    this.listening = new AbortController();
    const { signal } = this.listening;
    window.addEventListener("keydown", this.pressed, { signal });
    document.addEventListener("visibilitychange", this.pauseIfHidden, { signal });
    window.addEventListener("blur", () => this.pause(), { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.listening?.abort();
    this.sounds.close();
    this.pause();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("settings") || changed.has("level")) this.renew();
  }

  override render(): TemplateResult {
    const { match, phase } = this;
    if (!match) return html``;
    const { paddles } = paletteOf(this.palette.value ?? "court");
    const sign = (side: 0 | 1) =>
      html`<span class="sign" ${setStyle({ "background-color": paddles[side] })}></span>`;
    const [first, second] = match.state.score;
    return html`<div class="head">
        ${playersHeader([
          { name: this.names[0], sign: sign(0), score: first },
          { name: this.names[1], sign: sign(1), score: second },
        ])}
        ${muteButton(this.muted.value)}
        <button
          class="icon-button"
          aria-label=${msg("Pause")}
          ?disabled=${phase !== "playing"}
          @click=${() => this.pause()}
        >
          ${gameIcon("pause")}
        </button>
      </div>
      <div class="stage">
        <rally-pong-table
          .source=${match}
          .sounds=${this.sounds}
          ?running=${phase === "playing"}
          @pointerdown=${() => this.sounds.unlock()}
          @pong-point=${this.pointWon}
          @pong-start=${this.toggle}
        ></rally-pong-table>
        ${phase === "playing" ? nothing : this.shownPanel(match)}
      </div>
      <p class="visually-hidden" role="status">${this.spoken}</p>`;
  }

  override focus(): void {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(".panel .primary")?.focus(),
    );
  }

  private get names(): readonly [string, string] {
    return this.level === undefined
      ? [msg("Player 1"), msg("Player 2")]
      : [msg("You"), msg("Computer")];
  }

  private shownPanel(match: LocalPong): TemplateResult {
    const { phase } = this;
    const themes = html`<label class="themes"
      >${msg("Court theme")}
      <select
        @change=${(event: Event) =>
          choosePalette((event.target as HTMLSelectElement).value as PaletteName)}
      >
        ${paletteNames.map(
          (name) =>
            html`<option value=${name} ?selected=${name === palette.value}>
              ${paletteLabel(name)}
            </option>`,
        )}
      </select></label
    >`;
    const back = html`<a class="button" href=${pathTo("games")}>${msg("Back to games")}</a>`;
    const act = (words: string, run: () => void) =>
      html`<button class="button primary" @click=${run}>${words}</button>`;
    if (phase === "ended") {
      const [first, second] = match.state.score;
      return panel({
        heading: this.endSentence(match),
        words: `${first} – ${second}`,
        actions: html`${act(msg("Play again"), this.again)}${back}`,
      });
    }
    return panel({
      heading: phase === "ready" ? this.opponentWords : msg("Paused"),
      words: html`<p>${this.help()}</p>
        ${themes}`,
      actions: html`${act(phase === "ready" ? msg("Start") : msg("Resume"), this.start)}${back}`,
    });
  }

  private get opponentWords(): string {
    return this.level === undefined
      ? msg("Two players")
      : msg(str`First to ${this.settings.pointsToWin}`);
  }

  private help(): TemplateResult {
    return this.level === undefined
      ? html`<span class="keys"
            >${msg(html`<kbd>W</kbd> <kbd>S</kbd> against <kbd>↑</kbd> <kbd>↓</kbd>, <kbd>P</kbd> for a pause`)}</span
          ><span class="touch">${msg("Each player drags on their own half.")}</span>`
      : html`<span class="keys"
            >${msg(html`<kbd>↑</kbd> <kbd>↓</kbd> or drag to move, <kbd>P</kbd> for a pause`)}</span
          ><span class="touch">${msg("Drag anywhere to move your paddle.")}</span>`;
  }

  private readonly start = (): void => {
    this.sounds.unlock();
    this.phase = "playing";
    this.spoken = msg("The match goes on.");
  };

  private readonly again = (): void => {
    this.renew();
    this.start();
  };

  private readonly toggle = (): void => {
    if (this.phase === "playing") this.pause();
    else if (this.phase === "ended") this.again();
    else this.start();
  };

  private pause(): void {
    if (this.phase !== "playing") return;
    this.phase = "paused";
    this.spoken = msg("Paused");
    void this.updateComplete.then(() => this.focus());
  }

  private renew(): void {
    const seed = this.seed ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    this.match = new LocalPong(this.settings, seed, this.level);
    this.phase = "ready";
  }

  private readonly pauseIfHidden = (): void => {
    if (document.hidden) this.pause();
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const isControl = event.composedPath()[0] instanceof HTMLButtonElement;
    const starts = (event.key === " " || event.key === "Enter") && this.phase !== "playing";
    const pauses = event.key === "Escape" || event.key.toLowerCase() === "p";
    if (event.repeat || !(pauses || (starts && !isLinkOrField(event) && !isControl))) return;
    event.preventDefault();
    if (pauses && this.phase === "ended") return;
    this.toggle();
  };

  private readonly pointWon = (): void => {
    const { match } = this;
    if (!match) return;
    const [first, second] = match.state.score;
    const [one, other] = this.names;
    this.spoken = `${one} ${first}, ${other} ${second}`;
    if (match.outcome) {
      this.phase = "ended";
      this.spoken = `${this.endSentence(match)} ${this.spoken}`;
      const isLost = this.level !== undefined && match.outcome.winner === 1;
      this.sounds.play(isLost ? "defeat" : "win");
      void this.updateComplete.then(() => this.focus());
    }
    this.requestUpdate();
  };

  private endSentence(match: LocalPong): string {
    const winner = match.outcome?.winner ?? 0;
    if (this.level === undefined) return msg(str`${this.names[winner]} wins!`);
    return winner === 0 ? msg("You win!") : msg("The computer wins.");
  }
}

/** Whether a key belongs to the focused link or field. */
function isLinkOrField(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLAnchorElement || target instanceof HTMLSelectElement;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-local-pong": RallyLocalPong;
  }
}
