import * as z from "zod/mini";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import type { ConversationKind } from "../members/index.js";
import { pictureSchema } from "../people/index.js";
import { isUploadedSticker, stickerEmoji } from "../stickers/index.js";
import { storable, visible } from "../text/index.js";

/** A text as a person wrote it: not blank, at most 8,000 characters. */
export const textBodySchema = z
  .string()
  .check(z.minLength(1), z.maxLength(limits.textLength), visible(), storable());

export const textContentSchema = z.strictObject({
  kind: z.literal("text"),
  body: textBodySchema,
});

const line = (maxLength: number) =>
  z.string().check(z.minLength(1), z.maxLength(maxLength), visible(), storable());

/** A question with choices. It is never edited: its votes would answer another question. */
export const pollContentSchema = z.strictObject({
  kind: z.literal("poll"),
  question: line(limits.pollQuestionLength),
  choices: z
    .array(line(limits.pollChoiceLength))
    .check(z.minLength(2), z.maxLength(limits.pollChoices), z.check(checkDifferent)),
  /** Whether a user may choose several. */
  multiple: z.boolean(),
  /** Whether other users are not told who voted for what. */
  anonymous: z.boolean(),
  /** From then on nobody can vote; milliseconds since the epoch. Absent: until it is closed. */
  closesAt: z.optional(z.int().check(z.minimum(0), z.maximum(8.64e15))),
});
export type PollContent = z.infer<typeof pollContentSchema>;

/** Refuses each choice that repeats an earlier one. */
function checkDifferent({ value, issues }: z.core.ParsePayload<string[]>): void {
  if (value.length > limits.pollChoices) return;
  const known = new Set<string>();
  for (const [place, choice] of value.entries()) {
    const text = choice.trim().normalize("NFC");
    if (known.has(text)) {
      issues.push({ code: "custom", path: [place], message: "taken", input: choice });
    }
    known.add(text);
  }
}

/** Whether nobody can vote in a poll any more. */
export function isPollClosed(
  { closesAt }: Pick<PollContent, "closesAt">,
  { closedAt }: { closedAt?: number | null | undefined },
  now: number,
): boolean {
  return (
    (closedAt !== undefined && closedAt !== null) || (closesAt !== undefined && closesAt <= now)
  );
}

const stickerReference = {
  kind: z.literal("sticker"),
  pack: line(limits.stickerNameLength),
  name: line(limits.stickerNameLength),
};

/**
 * A sticker of one of the packs. Those of a later release are kept as they are. The server adds the
 * label and the picture of an uploaded one, which stay when the sticker is removed.
 */
export const stickerContentSchema = z.strictObject({
  ...stickerReference,
  label: z.optional(z.string()),
  picture: z.optional(pictureSchema),
});
export type StickerContent = z.infer<typeof stickerContentSchema>;

/** A copy of another message. The server makes it from `forwardRequestSchema`, so that it cannot be forged. */
export const forwardContentSchema = z.strictObject({
  kind: z.literal("forward"),
  content: z.discriminatedUnion("kind", [textContentSchema, stickerContentSchema]),
  /** The first message: a forward that is forwarded keeps it. */
  origin: z.object({
    /** Null if the account was deleted. */
    author: z.nullable(idSchema),
    /** Milliseconds since the epoch. */
    at: z.int(),
    /** The public channel that it is from, by its name then; from elsewhere, only the author is named. */
    channel: z.optional(z.object({ id: idSchema, name: z.string(), messageId: idSchema })),
  }),
});
export type ForwardContent = z.infer<typeof forwardContentSchema>;

/** A request to forward a message that the sender can read. */
export const forwardRequestSchema = z.strictObject({
  kind: z.literal("forward"),
  messageId: idSchema,
});

/** A sticker of a pack that this server has, or the ids of an uploaded one, which the server looks up. */
const sentStickerSchema = z.strictObject(stickerReference).check(
  z.refine((sticker) => stickerEmoji(sticker) !== undefined || isUploadedSticker(sticker), {
    error: "unknown",
    path: ["name"],
  }),
);

/** The content of a message: a union by `kind`, to which other kinds (a file) can be added. */
export const contentSchema = z.discriminatedUnion("kind", [
  textContentSchema,
  stickerContentSchema,
  pollContentSchema,
  forwardContentSchema,
]);
export type Content = z.infer<typeof contentSchema>;

/** What a user sends: the content itself, or what the server makes it from. */
export const sentContentSchema = z.discriminatedUnion("kind", [
  textContentSchema,
  sentStickerSchema,
  pollContentSchema,
  forwardRequestSchema,
]);
export type SentContent = z.infer<typeof sentContentSchema>;

/** Whether a content is stored as it is sent: the server makes that of a forward and of an uploaded sticker. */
export function isStoredAsSent(
  content: SentContent,
): content is Exclude<SentContent, { kind: "forward" }> {
  return content.kind === "sticker" ? !isUploadedSticker(content) : content.kind !== "forward";
}

/** The text of a content; undefined for other kinds, and for a deleted message. */
export function textOf(content: Content | null | undefined): string | undefined {
  return content?.kind === "text" ? content.body : undefined;
}

/** The author of the message that a content copies. */
export function originAuthorOf(content: Content | null | undefined): string | undefined {
  return (content?.kind === "forward" && content.origin.author) || undefined;
}

/** What a forward copies. */
export function isForwardable(content: Content): content is ForwardContent["content"] {
  return content.kind === "text" || content.kind === "sticker";
}

/** Whether messages of a conversation may be forwarded to others. Those of a private channel may not. */
export function mayForwardFrom(conversation: {
  kind: ConversationKind;
  visibility?: "public" | "private" | null | undefined;
}): boolean {
  return conversation.kind !== "channel" || conversation.visibility === "public";
}

/** The users whom rows name: authors, and authors of forwarded messages. */
export function authorsOf(
  rows: readonly { type?: string; author?: string | null; content?: Content | null }[],
): string[] {
  return rows.flatMap(({ author, content }) =>
    [author, originAuthorOf(content)].filter((id) => typeof id === "string"),
  );
}

/** What the content of a message can be edited to. */
export const editedContentSchema = z.discriminatedUnion("kind", [textContentSchema]);
export type EditedContent = z.infer<typeof editedContentSchema>;
