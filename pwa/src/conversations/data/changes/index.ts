import type { FoldedRows, FoldTable } from "@rally/shared/conversations";
import type { ChangeTable, ChangingCommand } from "./change-table.js";
import { markers } from "./markers.js";
import { memberCount } from "./member-count.js";
import { messages } from "./messages.js";
import { meta } from "./meta.js";
import { pins } from "./pins.js";
import { reactions } from "./reactions.js";
import { votes } from "./votes.js";

/** Everything that changes are folded into on a device. */
export const changeTables: { [Table in FoldTable]: ChangeTable<FoldedRows[Table]> } = {
  messages,
  markers,
  reactions,
  pins,
  votes,
  meta,
  memberCount,
};

/** The commands whose results are folded as changes. */
export const changingCommands: readonly ChangingCommand[] = Object.values(changeTables).flatMap(
  ({ commands }) => commands ?? [],
);
