import * as z from "zod/mini";
import { deletion } from "./delete.js";
import { edit } from "./edit.js";
import { marker, type MarkerRow } from "./marker.js";
import { member, type MemberCountRow } from "./member.js";
import { message, type StoredMessage } from "./message.js";
import { meta, type MetaRow } from "./meta.js";
import { pin, type PinRow } from "./pin.js";
import { react, type ReactionsRow } from "./react.js";
import { vote, type StoredVotes } from "./vote.js";

export { markerRowSchema, type MarkerRow } from "./marker.js";
export type { MemberCountRow, MemberRow } from "./member.js";
export { messageRowSchema, type StoredMessage, type MessageRow } from "./message.js";
export {
  conversationMetaSchema,
  metaFieldNames,
  metaOf,
  metaRowSchema,
  visibilitySchema,
  type ConversationMeta,
  type MetaRow,
  type Visibility,
} from "./meta.js";
export { pinRowSchema, type PinRow } from "./pin.js";
export {
  countReaction,
  emojiSchema,
  hasRoomFor,
  reactionCountSchema,
  reactionsRowSchema,
  type ReactionCount,
  type ReactionsRow,
} from "./react.js";
export {
  ANONYMOUS_VOTER,
  countVote,
  noVotes,
  pollResultSchema,
  sameChoices,
  unknownVotes,
  votesRowSchema,
  withOwnVote,
  type OwnVote,
  type PollResult,
  type StoredVotes,
  type VotesRow,
} from "./vote.js";

/** Every type of change, by its `type` in the log. */
export const changeTypes = {
  ...{ message, edit, delete: deletion, marker, member, meta, pin, react, vote },
};

/** What a device stores of a conversation, by the table that changes are folded into. */
export interface FoldedRows {
  /** By message id. */
  messages: StoredMessage;
  /** By user id. */
  markers: MarkerRow;
  /** By message id. */
  reactions: ReactionsRow;
  /** By message id. */
  pins: PinRow;
  votes: StoredVotes;
  /** One row: the conversation itself. */
  meta: MetaRow;
  /** The same. */
  memberCount: MemberCountRow;
}
export type FoldTable = keyof FoldedRows;

type Types = typeof changeTypes;
type InferRow<T> = T extends { row?: z.ZodMiniType<infer Row> } ? Row : never;

/** One entry of a conversation's log, as the room's document holds it: plain JSON. */
export type Change = { [T in keyof Types]: z.infer<Types[T]["change"]> }[keyof Types];

/** One row of `GET …/changes`; each carries the version that last touched it. */
export type ChangedRow = Extract<
  { [T in keyof Types]: InferRow<Types[T]> }[keyof Types],
  { type: Exclude<keyof Types, "edit" | "delete"> }
>;
export const changedRowSchema: z.ZodMiniType<ChangedRow> = z.discriminatedUnion(
  "type",
  Object.values(changeTypes).flatMap(({ row }) => row ?? []) as never,
);

/** What a device folds: a live change, or a row that was pulled. */
export type FoldInput = Change | ChangedRow;

/** The table and key of what a change or row is about; undefined for types this app does not know. */
export function foldTarget(input: FoldInput): { table: FoldTable; key: string } | undefined {
  const fold = foldOf(input);
  return fold && { table: fold.table, key: fold.key(input) };
}

/**
 * Folds a change or row into what a device stores. A higher version wins, whichever way it came.
 * @returns the row to store; `stored` itself when nothing changes.
 */
export function foldChange<Table extends FoldTable>(
  stored: FoldedRows[Table] | undefined,
  input: FoldInput,
  userId = "",
): FoldedRows[Table] | undefined {
  return foldOf(input)?.into(stored, input, userId) as FoldedRows[Table] | undefined;
}

export type MessageInput = Extract<FoldInput, { type: "message" | "edit" | "delete" }>;

/** Whether a change or row is folded into a message. */
export function isOfMessage<Input extends FoldInput>(
  input: Input,
): input is Extract<Input, MessageInput> {
  return foldOf(input)?.table === "messages";
}

/** `foldChange` for messages alone. */
export const foldMessage = (
  stored: StoredMessage | undefined,
  input: MessageInput,
): StoredMessage | undefined => foldChange<"messages">(stored, input);

/** `foldChange` for markers alone. */
export const foldMarker = (
  stored: MarkerRow | undefined,
  input: Extract<FoldInput, { type: "marker" }>,
): MarkerRow => foldChange<"markers">(stored, input) as MarkerRow;

interface AnyFold {
  table: FoldTable;
  key(input: FoldInput): string;
  into(stored: unknown, input: FoldInput, userId: string): unknown;
}

function foldOf({ type }: FoldInput): AnyFold | undefined {
  const types: Partial<Record<string, { fold?: unknown }>> = changeTypes;
  return types[type]?.fold as AnyFold | undefined;
}
