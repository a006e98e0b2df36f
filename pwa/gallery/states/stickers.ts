import { stickersOf, type StickerPackName } from "@rally/shared/stickers";
import { css, html, type TemplateResult } from "lit";
import "../../src/emoji/rally-sticker-picker.js";
import { showUploadedPacks } from "../../src/expressions/index.js";
import "../../src/stickers/rally-sticker.js";
import { messageTemplate } from "../../src/conversations/messages/message-template.js";
import { ada, ago, ben } from "../fixtures.js";
import type { Group } from "../group.js";
import { shownMessages, shownMessageStyles, templateContext } from "../message-context.js";

const pack = (name: StickerPackName) => (): TemplateResult =>
  html`<div class="pack">
    ${stickersOf(name).map((sticker) => html`<rally-sticker .sticker=${sticker}></rally-sticker>`)}
  </div>`;

const sent = (pack: string, name: string): TemplateResult =>
  shownMessages(
    [ben, ada].map((author) =>
      messageTemplate(
        {
          ...{ kind: "message", key: author.id, opens: true, closes: true },
          view: {
            ...{ id: author.id, seq: 1, author: author.id, own: author === ada },
            ...{ content: { kind: "sticker", pack, name }, at: ago(5) },
            ...{ deleted: false, state: "read" },
          },
        },
        templateContext,
      ),
    ),
  );

export default {
  title: "Stickers",
  styles: [
    ...shownMessageStyles,
    css`
      .pack {
        display: grid;
        grid-template-columns: repeat(4, 1fr);
      }
      .pack rally-sticker {
        width: 100%;
        height: auto;
        aspect-ratio: 1;
      }
      rally-sticker-picker {
        height: 26rem;
      }
    `,
  ],
  states: {
    "Ace the ball": { render: pack("ace") },
    "Pip the cat": { render: pack("pip") },
    "The bank": () => {
      showUploadedPacks([]);
      return html`<rally-sticker-picker></rally-sticker-picker>`;
    },
    "In messages": { render: () => sent("ace", "hello") },
    "From a later release": { render: () => sent("zoe", "cartwheel") },
  },
} satisfies Group;
