import { msg } from "@lit/localize";
import type { ReactiveControllerHost } from "lit";
import { html, type TemplateResult } from "lit";
import { loadChunk } from "../../chunk-loading/index.js";
import { icon } from "../../design/index.js";
import type { Sticker } from "../../stickers/index.js";
import { typeText } from "./type-text.js";

type Host = ReactiveControllerHost & { renderRoot: ParentNode };

/** The button of the composer that opens the emoji picker; its chunk is loaded with the first click. */
export class EmojiField {
  constructor(
    private readonly host: Host,
    private readonly field: () => HTMLTextAreaElement | null,
    private readonly sendSticker: (sticker: Sticker) => void,
  ) {}

  button(): TemplateResult {
    return html`<button
      type="button"
      class="icon-button emoji"
      aria-label=${msg("Emoji")}
      aria-haspopup="dialog"
      @click=${this.open}
    >
      ${icon("smile")}
    </button>`;
  }

  /** @param options.stickers also offers stickers, which are messages of their own. */
  popup({ stickers }: { stickers: boolean }): TemplateResult {
    return html`<rally-emoji-popup
      ?stickers=${stickers}
      @emoji-chosen=${this.insert}
      @sticker-chosen=${({ detail }: CustomEvent<Sticker>) => {
        this.sendSticker(detail);
      }}
    ></rally-emoji-popup>`;
  }

  private readonly open = async ({ currentTarget }: MouseEvent): Promise<void> => {
    const button = currentTarget as HTMLElement;
    if (!(await loadChunk(() => import("../../emoji/rally-emoji-popup.js")))) return;
    await this.host.renderRoot.querySelector("rally-emoji-popup")?.show(button);
  };

  private readonly insert = ({ detail }: CustomEvent<string>): void => {
    const field = this.field();
    if (!field) return;
    // On a phone, the focus would open the keyboard.
    const isOpen = this.host.renderRoot.querySelector("rally-emoji-popup")?.open;
    if (!isOpen && !matchMedia("(pointer: coarse)").matches) field.focus();
    typeText(field, detail);
  };
}
