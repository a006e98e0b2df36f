import { reactToMessage, type ReactionsRow } from "@rally/shared/conversations";
import { changingCommand, type ChangeTable } from "./change-table.js";

export const reactions: ChangeTable<ReactionsRow> = {
  read: (database, _conversation, ids) => database.reactions.bulkGet(ids),
  write: (database, { id }, rows) =>
    database.reactions.bulkPut(rows.map((row) => ({ ...row, conversation: id }))),
  commands: [
    changingCommand(
      reactToMessage,
      ({ emoji, on }, result, author) => ({ type: "react", ...result, author, emoji, on }),
      { deletedWhenRefused: true },
    ),
  ],
};
