import {
  closePoll,
  countVote,
  noVotes,
  sameChoices,
  voteInPoll,
  type PollContent,
} from "@rally/shared/conversations";
import {
  storing,
  type OutboxRow,
  type RallyDatabase,
  type VotesRow,
} from "../../database/index.js";
import { enqueue, inputOf } from "../../outbox/index.js";
import type { MessageView, PollView } from "./message-views.js";

/** Adds their results to the polls among messages, including this user's unsent votes. */
export function addPolls(
  database: RallyDatabase,
  views: readonly MessageView[],
  commands: readonly OutboxRow[],
): PromiseLike<void> {
  const polls = views.flatMap((view) => (view.content?.kind === "poll" ? [view] : []));
  return database.votes.bulkGet(polls.map(({ id }) => id)).then((rows) => {
    for (const [index, view] of polls.entries()) {
      const own = commands.filter((command) => isAbout(command, view.id));
      if (view.content?.kind === "poll") view.poll = pollView(view.content, rows[index], own);
    }
  });
}

function pollView(
  { choices }: PollContent,
  row: VotesRow | undefined,
  commands: readonly OutboxRow[],
): PollView {
  const none = noVotes(choices.length);
  // A row without counts knows only the user's own vote so far.
  let view: PollView = { ...none, mine: row?.mine ?? [] };
  if (row && row.counts.length > 0) {
    const { counts, voters, closedAt } = row;
    view = { ...view, counts, voters, ...(closedAt !== undefined && { closedAt }) };
  }
  for (const command of commands) {
    if (command.state === "refused") {
      if (command.error) view = { ...view, error: command.error };
    } else if (command.name === closePoll.name) {
      view = { ...view, closedAt: view.closedAt ?? command.createdAt };
    } else {
      const { choices: mine } = inputOf(voteInPoll, command);
      view = { ...view, ...countVote(view, { before: view.mine, after: mine }), mine };
    }
  }
  return view;
}

const isAbout = ({ name, input }: OutboxRow, messageId: string): boolean =>
  (name === voteInPoll.name || name === closePoll.name) &&
  (input as { messageId: string }).messageId === messageId;

/** Votes, or takes the vote back without choices; it shows at once and is sent when possible. */
export function enqueueVote(
  database: RallyDatabase,
  conversationId: string,
  { messageId, choices }: { messageId: string; choices: readonly number[] },
): Promise<void> {
  const { outbox, votes } = database;
  return storing(() =>
    database.transaction("rw", [outbox, votes], async () => {
      const dropped = await dropUnconfirmed(database, conversationId, messageId);
      const earlier = await outbox
        .where({ conversation: conversationId, state: "pending" })
        .and((row) => isAbout(row, messageId))
        .count();
      const stored = (await votes.get(messageId))?.mine ?? [];
      // Changed and changed back before it was sent: there is nothing to send.
      if (dropped > 0 && earlier === 0 && sameChoices(stored, choices)) return;
      const input = { conversationId, messageId, choices: [...choices] };
      await enqueue(database, voteInPoll, input, { conversation: conversationId });
    }),
  );
}

/** Closes a poll; it shows at once and is sent when possible. */
export function enqueuePollEnd(
  database: RallyDatabase,
  conversationId: string,
  messageId: string,
): Promise<void> {
  const { outbox } = database;
  return storing(() =>
    database.transaction("rw", [outbox], async () => {
      await dropRefusedVotes(database, conversationId, messageId);
      const input = { conversationId, messageId };
      await enqueue(database, closePoll, input, { conversation: conversationId });
    }),
  );
}

/** Removes the user's refused votes in a poll, whose reason the user has read. */
export async function dropRefusedVotes(
  { outbox }: RallyDatabase,
  conversationId: string,
  messageId: string,
): Promise<void> {
  await outbox
    .where({ conversation: conversationId, state: "refused" })
    .and((row) => isAbout(row, messageId))
    .delete();
}

/** Deletes unsent and refused votes in a poll: a new one replaces them. @returns how many. */
function dropUnconfirmed(
  { outbox }: RallyDatabase,
  conversationId: string,
  messageId: string,
): PromiseLike<number> {
  return outbox
    .where("[conversation+state]")
    .anyOf([conversationId, "pending"], [conversationId, "refused"])
    .and(
      (row) =>
        row.name === voteInPoll.name &&
        isAbout(row, messageId) &&
        (row.state === "refused" || !row.attempted),
    )
    .delete();
}
