import { msg, str } from "@lit/localize";
import { isForwardable, type Content } from "@rally/shared/conversations";
import { withoutMarkup } from "@rally/shared/text";
import { html } from "lit";
import type { ContentContext } from "./content-context.js";
import { forwardTemplate } from "./forward.js";
import { isEmojiOnly, messageText } from "./message-text.js";
import { stickerPreview, stickerTemplate } from "../stickers/index.js";
import { pollTemplate } from "./poll/poll-template.js";

/** Renders one kind of content. */
export interface ContentKind<C> {
  /** The body of a message, inside its bubble. */
  body: (content: C, context: ContentContext) => unknown;
  /** Whether the body is shown large and without a bubble. */
  isLarge: (content: C) => boolean;
  /** Plain text for the conversation list, a quote, the composer's reply bar or a notification. */
  preview: (content: C) => string;
  /** The source for "Copy text"; empty if there is none. */
  text: (content: C) => string;
}

type KindTable = {
  readonly [Kind in Content["kind"]]: ContentKind<Extract<Content, { kind: Kind }>>;
};

/** All kinds of content. To add one, add its schema to shared's `content.ts` and its entry here. */
export const contentKinds: KindTable = {
  text: {
    body: ({ body }, context) => messageText(body, context),
    isLarge: ({ body }) => isEmojiOnly(body),
    preview: ({ body }) => withoutMarkup(body),
    text: ({ body }) => body,
  },
  forward: {
    body: forwardTemplate,
    isLarge: () => false,
    preview: ({ content }) => contentPreview(content) ?? "",
    text: ({ content }) => contentText(content),
  },
  sticker: {
    body: stickerTemplate,
    isLarge: () => true,
    preview: (sticker) => stickerPreview(sticker),
    text: () => "",
  },
  poll: {
    body: pollTemplate,
    isLarge: () => false,
    preview: ({ question }) => msg(str`Poll: ${question}`),
    text: () => "",
  },
};

/** Shown for a kind that this version of the app does not know. */
const unknownKind: ContentKind<unknown> = {
  body: () => html`<em>${unknownText()}</em>`,
  isLarge: () => false,
  preview: unknownText,
  text: () => "",
};

function unknownText(): string {
  return msg("Update Rally to see this message");
}

function kindOf({ kind }: Content): ContentKind<Content> {
  const isKnown = Object.hasOwn(contentKinds, kind);
  // The entry of a kind takes the content of that kind.
  return isKnown ? (contentKinds[kind] as ContentKind<Content>) : unknownKind;
}

/** The body of a content, for its message's bubble. */
export function contentBody(content: Content, context: ContentContext): unknown {
  return kindOf(content).body(content, context);
}

export function isLargeContent(content: Content): boolean {
  return kindOf(content).isLarge(content);
}

/** A content as plain text for one line; undefined for a deleted message. */
export function contentPreview(content: Content | null | undefined): string | undefined {
  return content ? kindOf(content).preview(content) : undefined;
}

/** The text of a content, for copying; empty for a deleted message. */
export function contentText(content: Content | null | undefined): string {
  return content ? kindOf(content).text(content) : "";
}

/** Whether a content can be copied to another conversation; a forward as what it copies. */
export function canForwardContent(content: Content | null | undefined): boolean {
  return content ? content.kind === "forward" || isForwardable(content) : false;
}

/** Whether its author can change a content: only a text of their own. */
export function isEditable(content: Content | null | undefined): boolean {
  return content?.kind === "text";
}
