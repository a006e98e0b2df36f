import type { PollContent } from "@rally/shared/conversations";
import { html, type TemplateResult } from "lit";
import { messageTemplate } from "../../src/conversations/messages/message-template.js";
import type { PollView } from "../../src/conversations/messages/message-views.js";
import { ada, ago, ben, group } from "../fixtures.js";
import { shownMessages, shownMessageStyles, templateContext } from "../message-context.js";
import type { Group } from "../group.js";

/** Also shown by the dialog of votes. */
export const where: PollContent = {
  kind: "poll",
  question: "Where do we play on Thursday?",
  choices: ["The old hall", "Outside, if it stays dry and somebody brings the net", "Not at all"],
  multiple: false,
  anonymous: false,
};

/** A poll of another user, and the same as the reader's own. */
const poll = (content: Partial<PollContent>, result: PollView) => (): TemplateResult =>
  shownMessages(
    [ben, ada].map((author) =>
      messageTemplate(
        {
          ...{ kind: "message", key: author.id, opens: true, closes: true },
          view: {
            ...{ id: author.id, seq: 1, author: author.id, own: author === ada },
            ...{ content: { ...where, ...content }, at: ago(5), deleted: false },
            ...{ state: "read", poll: result },
          },
        },
        templateContext,
      ),
    ),
  );

export const voted = { counts: [7, 4, 1], voters: 12, mine: [0] };

export default {
  title: "Polls",
  styles: shownMessageStyles,
  states: {
    "Before a vote": poll({}, { counts: [3, 2, 0], voters: 5, mine: [] }),
    "After a vote": poll({}, voted),
    "Several choices, anonymous": poll(
      { multiple: true, anonymous: true, closesAt: ago(-181) },
      { counts: [7, 7, 0], voters: 9, mine: [0, 1] },
    ),
    Closed: poll({}, { ...voted, closedAt: ago(1) }),
    "A refused vote": poll(
      { closesAt: ago(10) },
      { ...voted, error: { code: "poll_closed", message: "" } },
    ),
    "A new poll": {
      framed: true,
      render: () => html`<rally-new-poll></rally-new-poll>`,
      act: (root) => root.querySelector("rally-new-poll")?.show({} as never, group.id, undefined),
    },
  },
} satisfies Group;
