import { updateConversation, type MetaRow } from "@rally/shared/conversations";
import { changingCommand, type ChangeTable } from "./change-table.js";

/** A group's name has no table of its own: it is a field of the conversation. */
export const meta: ChangeTable<MetaRow> = {
  read: (_database, { name = "", metaVersion: version = 0 }) => [{ type: "meta", name, version }],
  write(_database, conversation, [row]) {
    if (row) Object.assign(conversation, { name: row.name, metaVersion: row.version });
  },
  commands: [
    changingCommand(updateConversation, ({ name }, result, author) => ({
      type: "meta",
      ...result,
      ...{ author, name },
    })),
  ],
};
