import { msg } from "@lit/localize";
import type { ReactiveControllerHost } from "lit";
import { html, type TemplateResult } from "lit";
import { loadChunk } from "../../chunk-loading/index.js";
import { icon } from "../../design/index.js";
import { typeText } from "./type-text.js";

type Host = ReactiveControllerHost & { renderRoot: ParentNode };

/** The button of the composer that opens the emoji picker; its chunk is loaded with the first click. */
export class EmojiField {
  constructor(
    private readonly host: Host,
    private readonly field: () => HTMLTextAreaElement | null,
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

  popup(): TemplateResult {
    return html`<rally-emoji-popup @emoji-chosen=${this.insert}></rally-emoji-popup>`;
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
