import { deleteMessage, editMessage } from "@rally/shared/conversations";
import { expect, test } from "vitest";
import type { StoredMessageRow, OutboxRow } from "../../database/index.js";
import { messageViews } from "./message-views.js";

const text = (body: string) => ({ kind: "text", body }) as const;
const stored: StoredMessageRow = {
  type: "message",
  id: "m",
  conversation: "c",
  counts: 0,
  seq: 1,
  version: 1,
  author: "me",
  at: 1,
  content: text("said"),
};

function command(facts: Pick<OutboxRow, "name" | "state"> & { body?: string }): OutboxRow {
  const { body, ...rest } = facts;
  const input = { messageId: "m", ...(body ? { content: text(body) } : {}) };
  const times = { createdAt: 2, attempted: false, failures: 0 };
  return { id: "k", conversation: "c", input, ...times, ...rest };
}

const look = (row: StoredMessageRow, commands: OutboxRow[]) =>
  messageViews("me", [row], commands, 0).rows[0];

test("shows an edit at once, and keeps the text of a refused edit, also after the message was deleted", () => {
  const pending = command({ name: editMessage.name, state: "pending", body: "better" });
  expect(look(stored, [pending])).toMatchObject({
    content: text("better"),
    unconfirmedEdit: { kind: "edit" },
  });
  const deleted = { ...stored, content: null, deletedAt: 3 };
  expect(look(deleted, [])).toMatchObject({ deleted: true, content: null });
  const refused = command({ name: editMessage.name, state: "refused", body: "better" });
  expect(look(deleted, [refused])).toMatchObject({ deleted: false, content: text("better") });
});

test("shows a deletion at once, and shows the message again when the deletion is refused", () => {
  const pending = command({ name: deleteMessage.name, state: "pending" });
  expect(look(stored, [pending])).toMatchObject({ deleted: true, content: null });
  const refused = command({ name: deleteMessage.name, state: "refused" });
  expect(look(stored, [refused])).toMatchObject({
    deleted: false,
    unconfirmedEdit: { state: "refused" },
  });
});
