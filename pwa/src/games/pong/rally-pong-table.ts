import { localized, msg } from "@lit/localize";
import type { Side } from "@rally/shared/games";
import type { PongInput, PongState } from "@rally/shared/games";
import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { baseStyles } from "../../design/index.js";
import { ObservableController } from "../../observable/index.js";
import type { GameSounds } from "../sounds.js";
import { PaddleGamepads } from "./paddle-gamepads.js";
import { PaddleKeys } from "./paddle-keys.js";
import { PaddlePointers } from "./paddle-pointers.js";
import { palette, paletteOf } from "./pong-palettes.js";
import { PongRenderer } from "./pong-renderer.js";
import { fitField } from "./pong-scene.js";
import type { PongSource } from "./pong-source.js";
import { newScene, writeScene } from "./scene-of-states.js";

/** A tab that was in the background, or a machine that was asleep, does not catch up. */
const LONGEST_FRAME_MS = 250;

/**
 * The court of Pong with its ball and paddles, and what moves them: keys, pointers and gamepads. It
 * runs only while `running` is set and it is in the page.
 * @fires pong-point - A side has won a point, by `source.state`.
 * @fires pong-start - The start button of a gamepad was pressed.
 */
@customElement("rally-pong-table")
@localized()
export class RallyPongTable extends LitElement {
  @property({ attribute: false }) source: PongSource | undefined;
  @property({ attribute: false }) sounds: GameSounds | undefined;
  @property({ type: Boolean }) running = false;
  @query(".court") private readonly court!: HTMLCanvasElement;
  @query(".play") private readonly play!: HTMLCanvasElement;
  @query(".field") private readonly field!: HTMLElement;

  private readonly scene = newScene();
  private renderer: PongRenderer | undefined;
  private pointers: PaddlePointers | undefined;
  private readonly sides = (): readonly Side[] => this.source?.sides ?? [];
  private readonly keys = new PaddleKeys(
    this.sides,
    () => this.renderer?.view.isTurned ?? false,
    (side, move) => this.input(side, { move }),
  );
  private readonly gamepads = new PaddleGamepads(
    this.sides,
    () => this.renderer?.view ?? { isPortrait: false, isTurned: false },
    (side, move) => this.input(side, { move }),
    () => this.dispatchEvent(new CustomEvent("pong-start")),
  );
  private readonly resizes = new ResizeObserver(() => this.fit());
  private listening: AbortController | undefined;
  private frame = 0;
  private lastFrame = 0;
  private shown: PongState | undefined;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        place-items: center;
        height: 100%;
        min-width: 0;
        min-height: 0;
        overflow: clip;
      }
      .field {
        position: relative;
        overflow: clip;
        border-radius: var(--radius-md);
        touch-action: none;
        user-select: none;
        -webkit-user-select: none;
      }
      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
      @media (forced-colors: active) {
        .field {
          border: 1px solid CanvasText;
        }
      }
    `,
  ];

  constructor() {
    super();
    new ObservableController(
      this,
      () => palette,
      (name) => {
        this.renderer?.setPalette(paletteOf(name));
        this.drawOnce();
      },
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resizes.observe(this);
    if (this.hasUpdated) this.schedule();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resizes.disconnect();
    this.halt();
  }

  override firstUpdated(): void {
    this.pointers = new PaddlePointers(
      this.field,
      this.sides,
      () => (this.running ? this.renderer?.view : undefined),
      (side, to) => this.input(side, { to }),
    );
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("source")) this.restart();
    if (changed.has("running")) {
      if (this.running) this.schedule();
      else this.halt();
    }
  }

  override render(): TemplateResult {
    return html`<div
      class="field"
      role="img"
      aria-label=${msg("Pong court")}
      @pointerdown=${(event: PointerEvent) => this.pointers?.down(event)}
      @pointermove=${(event: PointerEvent) => this.pointers?.move(event)}
      @pointerup=${(event: PointerEvent) => this.pointers?.up(event)}
      @pointercancel=${(event: PointerEvent) => this.pointers?.up(event)}
    >
      <canvas class="court"></canvas><canvas class="play"></canvas>
    </div>`;
  }

  private input(side: Side, input: PongInput): void {
    if (this.running) this.source?.play(side, input);
  }

  private restart(): void {
    const { source, court, play } = this;
    if (!source) return;
    this.shown = source.state;
    writeScene(this.scene, source);
    this.renderer = new PongRenderer(this.scene, {
      ...{ court, play, palette: paletteOf(palette.value) },
      bottom: source.sides.length === 1 ? (source.sides[0] ?? 0) : 0,
      isStill: matchMedia("(prefers-reduced-motion: reduce)").matches,
    });
    this.fit();
  }

  private fit(): void {
    const { field, renderer } = this;
    if (!field || !renderer) return;
    const size = fitField(this.scene, this.clientWidth, this.clientHeight);
    field.style.width = `${size.width}px`;
    field.style.height = `${size.height}px`;
    renderer.resize(
      Math.round(size.width * devicePixelRatio),
      Math.round(size.height * devicePixelRatio),
    );
    this.drawOnce();
  }

  private drawOnce(): void {
    if (this.renderer && this.frame === 0) this.renderer.draw(0);
  }

  private schedule(): void {
    if (this.frame !== 0 || !this.running || !this.isConnected) return;
    this.listening = new AbortController();
    const { signal } = this.listening;
    window.addEventListener("keydown", this.pressed, { signal });
    window.addEventListener("keyup", this.released, { signal });
    window.addEventListener("blur", () => this.keys.releaseAll(), { signal });
    this.lastFrame = performance.now();
    this.frame = requestAnimationFrame(this.tick);
  }

  private halt(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.keys.releaseAll();
    this.listening?.abort();
    this.listening = undefined;
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.keys.press(event.code)) event.preventDefault();
  };

  private readonly released = (event: KeyboardEvent): void => {
    this.keys.release(event.code);
  };

  private readonly tick = (now: number): void => {
    const { source, renderer } = this;
    if (!source || !renderer) return;
    const elapsed = Math.min(LONGEST_FRAME_MS, Math.max(0, now - this.lastFrame));
    this.lastFrame = now;
    this.frame = requestAnimationFrame(this.tick);
    this.gamepads.poll();
    source.advance(elapsed);
    writeScene(this.scene, source);
    this.notice(source.state, renderer);
    renderer.draw(elapsed);
  };

  /** Shows and sounds what has happened since the last frame. */
  private notice(state: PongState, renderer: PongRenderer): void {
    const before = this.shown ?? state;
    this.shown = state;
    if (before.score[0] !== state.score[0] || before.score[1] !== state.score[1]) {
      const winner = before.score[0] === state.score[0] ? 1 : 0;
      const isLost = this.sides().length === 1 && this.sides()[0] !== winner;
      this.sounds?.play(isLost ? "lost" : "point");
      renderer.cutTrail();
      this.dispatchEvent(new CustomEvent("pong-point"));
    } else if (state.hits > before.hits) {
      renderer.hit(state.heading === 0 ? 1 : 0);
      this.sounds?.play("paddle");
    } else if (before.serveIn > 0 && state.serveIn === 0) this.sounds?.play("count");
    else if (before.ball.angle * state.ball.angle < 0 && before.hits === state.hits) {
      renderer.hit();
      this.sounds?.play("wall");
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-pong-table": RallyPongTable;
  }
}
