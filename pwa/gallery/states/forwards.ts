import type { ForwardContent } from "@rally/shared/conversations";
import type { TemplateResult } from "lit";
import { messageTemplate } from "../../src/conversations/messages/message-template.js";
import { ada, ago, ben, channel, chloe } from "../fixtures.js";
import type { Group } from "../group.js";
import { shownMessages, shownMessageStyles, templateContext } from "../message-context.js";

/** Also shown by the dialog that asks where to. */
export const content: ForwardContent = {
  kind: "forward",
  content: { kind: "text", body: "The hall is **ours** from six. Bring the *good* rackets!" },
  origin: { author: chloe.id, at: ago(60) },
};
const origin = {
  ...content.origin,
  channel: { id: channel.id, name: "announcements", messageId: channel.id },
};

/** A forward by another user, and the same as the reader's own. */
const forward = (shown: ForwardContent) => (): TemplateResult =>
  shownMessages(
    [ben, ada].map((author) =>
      messageTemplate(
        {
          ...{ kind: "message", key: author.id, opens: true, closes: true },
          view: {
            ...{ id: author.id, seq: 1, author: author.id, own: author === ada },
            ...{ content: shown, at: ago(5), deleted: false, state: "read" },
          },
        },
        templateContext,
      ),
    ),
  );

export default {
  title: "Forwards",
  styles: shownMessageStyles,
  states: {
    "From a chat": forward(content),
    "From a public channel": forward({ ...content, origin }),
    "Of a deleted account": forward({ ...content, origin: { author: null, at: ago(60) } }),
  },
} satisfies Group;
