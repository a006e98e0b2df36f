import { closePoll, voteInPoll, type StoredVotes } from "@rally/shared/conversations";
import { changingCommand, type ChangeTable } from "./change-table.js";

export const votes: ChangeTable<StoredVotes> = {
  read: (database, _conversation, ids) => database.votes.bulkGet(ids),
  write: (database, { id }, rows) =>
    database.votes.bulkPut(rows.map((row) => ({ ...row, conversation: id }))),
  commands: [
    changingCommand(voteInPoll, ({ choices }, result, author) => ({
      type: "vote",
      ...{ ...result, author, choices },
    })),
    changingCommand(closePoll, (_input, result, author) => ({ type: "vote", ...result, author })),
  ],
};
