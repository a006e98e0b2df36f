import { updateRows } from "../batch-write.js";
import type { RowList } from "../row-list.js";
import type { ChangeSource } from "./change-source.js";
import { commandRows } from "./recorded-commands.js";
import { earlierTexts } from "./earlier-text.js";
import { markerSource, movedMarkers } from "./marker.js";
import { memberSource } from "./member.js";
import { editedMessageRows, messageSource, newMessageRows } from "./message.js";
import { metaSource } from "./meta.js";
import { changedPins, pinSource } from "./pin.js";
import { changedCounts, changedReactions, reactionSource } from "./react.js";
import { changedPolls, changedVotes, voteSource } from "./vote.js";

export { idConflict } from "./recorded-commands.js";
export type { ChangePage } from "./change-source.js";
export { textsById } from "./earlier-text.js";
export { appendMarker } from "./marker.js";
export { appendMember, appendMute, recordFirstMessage, requireNotBannedHere } from "./member.js";
export {
  appendDelete,
  appendEdit,
  appendMessage,
  messageIn,
  messagesById,
  type LoggedMessage,
} from "./message.js";
export { appendMeta, type MetaChanges } from "./meta.js";
export { appendPin, pinCounts, pinsByMessage, unpinDeleted } from "./pin.js";
export { appendReaction, countsByMessage, reactionKey, reactionsByKey } from "./react.js";
export {
  appendPollEnd,
  appendVote,
  pollIn,
  pollResultIn,
  pollsById,
  resultsByPoll,
  voteKey,
  votesByKey,
} from "./vote.js";

/** Every list of rows that a commit may write, in the order in which the statement takes them. */
export const rowLists = [
  newMessageRows,
  commandRows,
  editedMessageRows,
  movedMarkers,
  updateRows,
  changedReactions,
  changedCounts,
  changedPins,
  earlierTexts,
  changedVotes,
  changedPolls,
] as readonly RowList<never>[];

/** Where `GET …/changes` finds the rows of each type. */
export const changeSources: readonly ChangeSource[] = [
  messageSource,
  markerSource,
  memberSource,
  metaSource,
  reactionSource,
  pinSource,
  voteSource,
];
