import { customEmojiName } from "@rally/shared/expressions";
import { picturePath } from "@rally/shared/people";
import { css, html } from "lit";
import { AsyncDirective } from "lit/async-directive.js";
import { directive } from "lit/directive.js";
import { customEmoji } from "./registry.js";

/** An emoji, or a custom emoji as `:name:`, which is shown as its picture while the server has one. */
class EmojiDirective extends AsyncDirective {
  private text = "";
  private release: (() => void) | undefined;

  override render(text: string): unknown {
    this.text = text;
    if (customEmojiName(text) === undefined) return text;
    if (this.isConnected) this.reconnected();
    return rendered(text);
  }

  override disconnected(): void {
    this.release?.();
    this.release = undefined;
  }

  override reconnected(): void {
    this.release ??= customEmoji.subscribe(() => {
      this.setValue(rendered(this.text));
    });
  }
}

export const emojiTemplate = directive(EmojiDirective);

function rendered(text: string): unknown {
  const emoji = customEmoji.value.get(customEmojiName(text) ?? "");
  if (!emoji) return text;
  return html`<img
    class="custom-emoji"
    src=${picturePath(emoji.picture, 128)}
    alt=${text}
    title=${text}
    draggable="false"
  />`;
}

/** As high as the emoji of a font beside it. */
export const customEmojiStyles = css`
  .custom-emoji {
    display: inline-block;
    width: 1.35em;
    height: 1.35em;
    object-fit: contain;
    vertical-align: -0.3em;
  }
`;
