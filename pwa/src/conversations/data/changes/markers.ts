import type { MarkerRow } from "@rally/shared/conversations";
import type { ChangeTable } from "./change-table.js";

export const markers: ChangeTable<MarkerRow> = {
  read: (database, { id }, users) =>
    database.markers.bulkGet(users.map((user): [string, string] => [id, user])),
  async write(database, conversation, rows) {
    const own = rows.find(({ user }) => user === database.userId);
    if (own) conversation.marker = Math.max(conversation.marker, own.seq);
    const markers = rows.map((row) => ({ ...row, conversation: conversation.id }));
    await database.markers.bulkPut(markers);
  },
};
