import { listEmoji, type CustomEmoji } from "@rally/shared/expressions";
import { html } from "lit";
import { messageTemplate } from "../../src/conversations/messages/message-template.js";
import "../../src/expressions/rally-server-emoji.js";
import { showCustomEmoji } from "../../src/expressions/index.js";
import { answering } from "../answering.js";
import { ada, ago, ben } from "../fixtures.js";
import type { Group } from "../group.js";
import { shownMessages, shownMessageStyles, templateContext } from "../message-context.js";

/** The gallery draws a picture for each name of a file. */
const emoji: CustomEmoji[] = [
  "first_serve",
  "game_night",
  "goal",
  "hall_closed",
  "racket",
  "see_you_on_thursday_evening",
  "thanks_captain",
  "tie_break",
  "umpire_says_no",
].map((name, index) => ({ name, picture: `gallery${index}` }));

const said = (...bodies: string[]) =>
  shownMessages(
    bodies.map((body, index) =>
      messageTemplate(
        {
          ...{ kind: "message", key: body, opens: true, closes: true },
          view: {
            ...{ id: body, seq: index + 1, author: (index % 2 ? ada : ben).id },
            ...{ own: index % 2 === 1, content: { kind: "text", body }, at: ago(5) },
            ...{ deleted: false, state: "read" },
            reactions: [
              { emoji: ":goal:", count: 3, mine: true },
              { emoji: "🎉", count: 1, mine: false },
            ],
          },
        },
        templateContext,
      ),
    ),
  );

export default {
  title: "Emoji of the server",
  styles: shownMessageStyles,
  states: {
    "Some emoji": {
      render: () => html`<rally-server-emoji></rally-server-emoji>`,
      act: answering("rally-server-emoji", listEmoji, emoji),
    },
    "No emoji": {
      render: () => html`<rally-server-emoji></rally-server-emoji>`,
      act: answering("rally-server-emoji", listEmoji, []),
    },
    "The form without a picture": {
      render: (device) => html`<rally-new-emoji .device=${device}></rally-new-emoji>`,
      act: (root) => {
        root.querySelector("rally-new-emoji")?.renderRoot.querySelector("form")?.requestSubmit();
      },
    },
    "In messages": () => {
      showCustomEmoji(emoji);
      return said(
        "Well played :goal: and :racket:, see you",
        ":game_night::goal:",
        ":removed_one:",
      );
    },
  },
} satisfies Group;
