import { closePoll, isPollClosed, voteInPoll } from "@rally/shared/conversations";
import type { PollContent } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import { may } from "@rally/shared/members";
import {
  appendPollEnd,
  appendVote,
  messagesById,
  pollIn,
  pollResultIn,
  pollsById,
  resultsByPoll,
  voteKey,
  votesByKey,
  type LogBatch,
  type LoggedMessage,
  type Reads,
} from "@rally/shared/server/log";
import { inConversation } from "../commands/index.js";
import { requireMessage, requireMayWrite, requireNotDeleted } from "./policy.js";

const readsPoll = (messageId: string): NonNullable<Reads["rows"]> => [
  [messagesById, [messageId]],
  [pollsById, [messageId]],
  [resultsByPoll, [messageId]],
];

export const pollHandlers = [
  inConversation(voteInPoll, {
    conversationOf: ({ conversationId }) => conversationId,
    reads: ({ messageId }, { userId }) => ({
      rows: [
        ...readsPoll(messageId),
        [votesByKey, [voteKey({ message: messageId, user: userId })]],
      ],
    }),
    decide({ userId }, { messageId, choices }, batch) {
      const { poll } = requirePoll(batch, userId, messageId);
      if (isPollClosed(poll, pollResultIn(batch, messageId, poll), batch.now)) {
        throw new RallyError("poll_closed", "The poll is closed");
      }
      requireChoicesOf(poll, choices);
      const vote = { message: messageId, user: userId, choices };
      return { id: messageId, ...appendVote(batch, vote, poll) };
    },
  }),

  inConversation(closePoll, {
    conversationOf: ({ conversationId }) => conversationId,
    reads: ({ messageId }) => ({ rows: readsPoll(messageId) }),
    decide({ userId }, { messageId }, batch) {
      const { poll, message } = requirePoll(batch, userId, messageId);
      const { role } = batch.requireMember(userId);
      if (message.authorId !== userId && !may(role, "closeOthersPoll", batch.conversation.kind)) {
        throw new RallyError("not_the_author", "Only the author can do that");
      }
      const { message: _id, ...result } = pollResultIn(batch, messageId, poll);
      if (isPollClosed(poll, result, batch.now)) {
        return { id: messageId, at: batch.now, ...result };
      }
      const end = { message: messageId, author: userId };
      return { id: messageId, ...appendPollEnd(batch, end, poll) };
    },
  }),
];

/** @throws RallyError `not_found`, `blocked`, `muted`, `message_deleted`, `invalid_input` if it is no poll. */
function requirePoll(
  batch: LogBatch,
  userId: string,
  messageId: string,
): { poll: PollContent; message: LoggedMessage } {
  const message = requireMessage(batch, userId, messageId);
  requireMayWrite(batch, userId);
  requireNotDeleted(message);
  const poll = pollIn(batch, messageId);
  if (poll) return { poll, message };
  throw new RallyError("invalid_input", "The message is not a poll", {
    fields: { messageId: ["wrong"] },
  });
}

/** @throws RallyError `invalid_input` */
function requireChoicesOf(poll: PollContent, choices: readonly number[]): void {
  const refuse = (code: "unknown" | "taken" | "too_long"): RallyError =>
    new RallyError("invalid_input", "The poll has no such choices", {
      fields: { choices: [code] },
    });
  if (choices.some((choice) => choice >= poll.choices.length)) throw refuse("unknown");
  if (new Set(choices).size !== choices.length) throw refuse("taken");
  if (!poll.multiple && choices.length > 1) throw refuse("too_long");
}
