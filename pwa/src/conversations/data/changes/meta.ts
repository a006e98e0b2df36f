import { metaOf, updateConversation, type MetaRow } from "@rally/shared/conversations";
import { changingCommand, type ChangeTable } from "./change-table.js";

/** What a group or channel says about itself has no table of its own: these are fields of the conversation. */
export const meta: ChangeTable<MetaRow> = {
  read: (_database, { name = "", metaVersion: version = 0, ...fields }) => [
    { type: "meta", ...metaOf({ name, ...fields }), version },
  ],
  write(_database, conversation, [row]) {
    if (!row) return;
    delete conversation.topic;
    delete conversation.slowMode;
    delete conversation.theme;
    delete conversation.picture;
    Object.assign(conversation, metaOf(row), { metaVersion: row.version });
  },
  commands: [
    // An older server answers without the fields.
    changingCommand(
      updateConversation,
      (input, { name = input.name ?? "", ...result }, author) => ({
        type: "meta",
        ...result,
        ...{ author, name },
      }),
    ),
  ],
};
