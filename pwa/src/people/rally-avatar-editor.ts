import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import { pictureSizes } from "@rally/shared/people";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, dialogStyles } from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { NetworkError } from "../http/index.js";
import { errorSentence } from "../localization/index.js";
import { drawCrop, sideOf, within, ZOOM_MOST, type Crop } from "./crop.js";
import { sendAvatar } from "./index.js";

const [SIDE] = pictureSizes;
/** The distance an arrow key moves the crop, as a fraction of the visible square. */
const STEP = 0.05;

/** Lets the user choose a picture and a square of it, and uploads only the square. */
@customElement("rally-avatar-editor")
@localized()
export class RallyAvatarEditor extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  /** Sends the square; absent: as the user's own picture. @throws NetworkError, RallyError */
  @property({ attribute: false }) upload: ((picture: Blob) => Promise<void>) | undefined;
  /** The heading of the editor; absent: that of the user's own picture. */
  @property() heading = "";
  @state() private picture: ImageBitmap | undefined;
  @state() private crop: Crop = { x: 0, y: 0, zoom: 1 };
  @state() private open = false;
  @state() private sending = false;
  @state() private problem = "";
  @query("canvas") private canvas!: HTMLCanvasElement | null;
  @query("input[type=file]") private input!: HTMLInputElement;

  static override styles = [
    baseStyles,
    buttonStyles,
    dialogStyles,
    css`
      canvas {
        display: block;
        width: min(var(--width-sm), 100%);
        margin-inline: auto;
        border-radius: var(--radius-full);
        background: var(--color-sunken);
        cursor: grab;
        touch-action: none;
      }
      canvas:active {
        cursor: grabbing;
      }
      label {
        display: grid;
        gap: var(--space-2xs);
        margin-block-start: var(--space-md);
        font-size: var(--text-sm);
        font-weight: var(--weight-bold);
      }
      input[type="range"] {
        width: 100%;
        min-height: var(--size-target);
        accent-color: var(--color-accent);
      }
      .problem {
        margin-block-start: var(--space-sm);
        color: var(--color-danger);
        font-size: var(--text-sm);
      }
    `,
  ];

  /** Opens the file dialog, then the editor. */
  choose(): void {
    this.problem = "";
    this.input.value = "";
    this.input.click();
  }

  // The focus moves into a dialog that opens.
  /* eslint-disable lit-a11y/no-autofocus */
  override render(): TemplateResult {
    return html`
      <input
        type="file"
        hidden
        accept="image/png,image/jpeg,image/webp,image/gif,image/avif"
        aria-label=${msg("Picture")}
        @change=${this.chosen}
      />
      ${!this.open && this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      <wa-dialog
        without-header
        label=${this.heading || msg("Your picture")}
        ?open=${this.open}
        @wa-after-hide=${this.close}
      >
        <div class="dialog-head"><h2>${this.heading || msg("Your picture")}</h2></div>
        <canvas
          width=${SIDE}
          height=${SIDE}
          tabindex="0"
          autofocus
          role="img"
          aria-label=${msg("The visible part. Use the arrow keys to move it, and plus or minus to zoom.")}
          @pointerdown=${this.grab}
          @pointermove=${this.drag}
          @wheel=${this.wheel}
          @keydown=${this.steer}
        ></canvas>
        <label>
          ${msg("Zoom")}
          <input
            type="range"
            min="1"
            max=${ZOOM_MOST}
            step="0.01"
            .value=${String(this.crop.zoom)}
            @input=${(event: InputEvent) => {
              this.move({ zoom: Number((event.target as HTMLInputElement).value) });
            }}
          />
        </label>
        ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
        <div class="dialog-actions">
          <button class="button" @click=${this.close}>${msg("Cancel")}</button>
          <button
            class="button primary"
            aria-disabled=${this.sending ? "true" : "false"}
            @click=${this.send}
          >
            ${this.sending ? msg("Sending…") : msg("Use this picture")}
          </button>
        </div>
      </wa-dialog>
    `;
  }
  /* eslint-enable lit-a11y/no-autofocus */

  override updated(): void {
    if (this.open && this.canvas && this.picture) drawCrop(this.canvas, this.picture, this.crop);
  }

  private readonly chosen = async (): Promise<void> => {
    const file = this.input.files?.[0];
    if (!file) return;
    try {
      // Respects the EXIF orientation.
      this.picture = await createImageBitmap(file);
    } catch {
      // Not a picture that this browser can decode.
      this.problem = errorSentence("not_a_picture");
      return;
    }
    this.problem = "";
    const { width, height } = this.picture;
    this.crop = { x: width / 2, y: height / 2, zoom: 1 };
    this.open = true;
  };

  /** Clears the error, which does not concern the next picture. */
  private readonly close = (): void => {
    this.open = false;
    this.problem = "";
  };

  private move(change: Partial<Crop>): void {
    this.problem = "";
    if (this.picture) this.crop = within(this.picture, { ...this.crop, ...change });
  }

  private readonly grab = (event: PointerEvent): void => {
    (event.target as HTMLElement).setPointerCapture(event.pointerId);
  };

  private readonly drag = (event: PointerEvent): void => {
    const canvas = event.target as HTMLElement;
    if (!this.picture || !canvas.hasPointerCapture(event.pointerId)) return;
    const scale = sideOf(this.picture, this.crop) / canvas.clientWidth;
    const { x, y } = this.crop;
    this.move({ x: x - event.movementX * scale, y: y - event.movementY * scale });
  };

  private readonly wheel = (event: WheelEvent): void => {
    event.preventDefault();
    this.move({ zoom: this.crop.zoom * (event.deltaY < 0 ? 1.08 : 1 / 1.08) });
  };

  private readonly steer = (event: KeyboardEvent): void => {
    if (!this.picture) return;
    const { x, y, zoom } = this.crop;
    const step = sideOf(this.picture, this.crop) * STEP;
    const moves: Record<string, Partial<Crop>> = {
      ArrowLeft: { x: x - step },
      ArrowRight: { x: x + step },
      ArrowUp: { y: y - step },
      ArrowDown: { y: y + step },
      "+": { zoom: zoom * 1.1 },
      "-": { zoom: zoom / 1.1 },
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    this.move(move);
  };

  private readonly send = async (): Promise<void> => {
    const { canvas, device } = this;
    if (!canvas || !device || this.sending) return;
    this.sending = true;
    this.problem = "";
    try {
      const blob = await new Promise<Blob | null>((resolve) => {
        canvas.toBlob(resolve, "image/webp", 0.92);
      });
      if (!blob) throw new Error("The canvas gives no picture");
      await (this.upload ? this.upload(blob) : sendAvatar(device, blob));
      this.close();
    } catch (error) {
      const known = error instanceof RallyError || error instanceof NetworkError;
      if (!known) throw error;
      this.problem = errorSentence(error instanceof RallyError ? error.code : "network");
    } finally {
      this.sending = false;
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-avatar-editor": RallyAvatarEditor;
  }
}
