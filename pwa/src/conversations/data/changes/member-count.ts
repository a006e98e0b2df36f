import type { MemberCountRow } from "@rally/shared/conversations";
import type { ChangeTable } from "./change-table.js";

/** The number of members has no table of its own: it is a field of the conversation. */
export const memberCount: ChangeTable<MemberCountRow> = {
  read: (_database, { memberCount, memberVersion: version = 0 }) => [{ memberCount, version }],
  write(_database, conversation, [row]) {
    if (!row) return;
    conversation.memberVersion = row.version;
    if (row.memberCount !== undefined) conversation.memberCount = row.memberCount;
  },
};
