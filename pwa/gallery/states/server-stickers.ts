import { listStickerPacks, type UploadedPack } from "@rally/shared/expressions";
import { css, html } from "lit";
import { messageTemplate } from "../../src/conversations/messages/message-template.js";
import "../../src/emoji/rally-sticker-picker.js";
import { showUploadedPacks } from "../../src/expressions/index.js";
import "../../src/expressions/rally-new-sticker.js";
import "../../src/expressions/rally-server-stickers.js";
import { answering } from "../answering.js";
import { ada, ago, ben } from "../fixtures.js";
import type { Group } from "../group.js";
import { shownMessages, shownMessageStyles, templateContext } from "../message-context.js";

const pack = (id: string, title: string, labels: string[], from = 0): UploadedPack => ({
  ...{ id, title },
  // The gallery draws a picture for each name of a file.
  stickers: labels.map((label, index) => ({
    ...{ id: `${id}-${index}`, label, picture: `gallery${from + index}` },
  })),
});

const packs = [
  pack("matches", "Match day", [
    "First serve",
    "What a rally that was, nobody saw it coming",
    "Match point",
    "Handshake at the net",
    "Rain delay",
  ]),
  pack("coaches", "The coaches of the club in Saint-Martin", ["One more lap"], 6),
  pack("empty", "Not started yet", []),
];

const sent = (...stickers: { label: string; picture: string }[]) =>
  shownMessages(
    stickers.map((sticker, index) =>
      messageTemplate(
        {
          ...{ kind: "message", key: sticker.label, opens: true, closes: true },
          view: {
            ...{ id: sticker.label, seq: index + 1, author: (index % 2 ? ada : ben).id },
            ...{ own: index % 2 === 1, at: ago(5), deleted: false, state: "read" },
            content: { kind: "sticker", pack: "matches", name: "x", ...sticker },
            ...(index === 1 && {
              replyTo: "first",
              quote: {
                ...{ id: "first", author: ben.id },
                content: { kind: "sticker", pack: "matches", name: "x", ...stickers[0] },
              },
            }),
          },
        },
        templateContext,
      ),
    ),
  );

export default {
  title: "Stickers of the server",
  styles: [
    ...shownMessageStyles,
    css`
      rally-sticker-picker {
        height: 26rem;
      }
    `,
  ],
  states: {
    "Some packs": {
      render: () => html`<rally-server-stickers></rally-server-stickers>`,
      act: answering("rally-server-stickers", listStickerPacks, packs),
    },
    "No packs": {
      render: () => html`<rally-server-stickers></rally-server-stickers>`,
      act: answering("rally-server-stickers", listStickerPacks, []),
    },
    "A sticker without a picture": {
      render: (device) =>
        html`<rally-new-sticker .device=${device} .packId=${"matches"}></rally-new-sticker>`,
      act: (root) => {
        root.querySelector("rally-new-sticker")?.renderRoot.querySelector("form")?.requestSubmit();
      },
    },
    "A pack without a name": {
      render: (device) => html`<rally-new-sticker-pack .device=${device}></rally-new-sticker-pack>`,
      act: (root) => {
        const form = root.querySelector("rally-new-sticker-pack")?.renderRoot;
        form?.querySelector("form")?.requestSubmit();
      },
    },
    "The bank": () => {
      showUploadedPacks(packs);
      return html`<rally-sticker-picker></rally-sticker-picker>`;
    },
    "In messages, the last one without its picture": () =>
      sent(
        { label: "Match point", picture: "gallery2" },
        { label: "First serve", picture: "gallery0" },
        { label: "Handshake at the net", picture: "removed" },
      ),
  },
} satisfies Group;
