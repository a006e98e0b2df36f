import { msg } from "@lit/localize";
import type { Content } from "@rally/shared/conversations";
import { html, type TemplateResult } from "lit";
import { isEmojiOnly, messageText } from "./message-text.js";

/** Renders one kind of content. */
export interface ContentKind<C> {
  /** The body of a message, inside its bubble. */
  body: (content: C) => string | TemplateResult | (string | TemplateResult)[];
  /** Whether the body is shown large and without a bubble. */
  isLarge: (content: C) => boolean;
  /** One line for the conversation list, a quote, the composer's reply bar or a notification. */
  preview: (content: C) => string;
  /** The text for "Copy text" and for editing; empty if there is none. */
  text: (content: C) => string;
}

type KindTable = {
  readonly [Kind in Content["kind"]]: ContentKind<Extract<Content, { kind: Kind }>>;
};

/** All kinds of content. To add one, add its schema to shared's `content.ts` and its entry here. */
export const contentKinds: KindTable = {
  text: {
    body: ({ body }) => messageText(body),
    isLarge: ({ body }) => isEmojiOnly(body),
    preview: ({ body }) => body,
    text: ({ body }) => body,
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
  return isKnown ? contentKinds[kind] : unknownKind;
}

/** The body of a content, for its message's bubble. */
export function contentBody(content: Content): ReturnType<ContentKind<Content>["body"]> {
  return kindOf(content).body(content);
}

export function isLargeContent(content: Content): boolean {
  return kindOf(content).isLarge(content);
}

/** A content in one line; undefined for a deleted message. */
export function contentPreview(content: Content | null | undefined): string | undefined {
  return content ? kindOf(content).preview(content) : undefined;
}

/** The text of a content, for copying and editing; empty for a deleted message. */
export function contentText(content: Content | null | undefined): string {
  return content ? kindOf(content).text(content) : "";
}
