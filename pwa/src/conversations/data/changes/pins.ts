import { pinMessage, type PinRow } from "@rally/shared/conversations";
import { changingCommand, type ChangeTable } from "./change-table.js";

export const pins: ChangeTable<PinRow> = {
  read: (database, _conversation, ids) => database.pins.bulkGet(ids),
  write: (database, { id }, rows) =>
    database.pins.bulkPut(rows.map((row) => ({ ...row, conversation: id }))),
  commands: [
    changingCommand(pinMessage, (_input, result, author) => ({ type: "pin", ...result, author }), {
      deletedWhenRefused: true,
    }),
  ],
};
