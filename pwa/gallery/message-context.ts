import { css, html, type TemplateResult } from "lit";
import type { MessageContext } from "../src/conversations/messages/message-template.js";
import { messageStyles } from "../src/conversations/messages/message-styles.js";
import { baseStyles, buttonStyles } from "../src/design/index.js";
import { ada, people } from "./fixtures.js";

/** Messages as Ada sees them, outside of a list. */
export const templateContext: MessageContext = {
  ownId: ada.id,
  ownName: ada.username,
  people: new Map(people.map((one) => [one.id, one])),
  named: true,
  standing: "open",
  mayPin: false,
  forwards: true,
  knowsReaders: true,
  closesPolls: false,
  focusable: undefined,
  highlighted: undefined,
  hasMenu: () => false,
  act: () => undefined,
  showQuoted: () => undefined,
};

/** Needs `shownMessageStyles`. */
export const shownMessages = (messages: readonly TemplateResult[]): TemplateResult =>
  html`<ol role="list" class="messages">
    ${messages}
  </ol>`;

export const shownMessageStyles = [
  baseStyles,
  buttonStyles,
  messageStyles,
  css`
    .messages {
      contain: inline-size;
    }
  `,
];
