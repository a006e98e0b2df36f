import { expect, test } from "vitest";
import { messageRows } from "./message-rows.js";
import type { MessageView } from "./message-views.js";

const noon = new Date(2026, 4, 3, 12).getTime();
const minute = 60_000;

function view(
  seq: number,
  author: string,
  at: number,
  more: Partial<MessageView> = {},
): MessageView {
  return {
    id: `m${seq}`,
    seq,
    author,
    own: author === "me",
    content: { kind: "text", body: `${seq}` },
    at,
    deleted: false,
    state: "sent",
    ...more,
  };
}

const kinds = (views: MessageView[], line?: number): string[] =>
  messageRows(views, line).map((row) =>
    row.kind === "message"
      ? `${row.key}${row.opens ? " opens" : ""}${row.closes ? " closes" : ""}`
      : row.kind,
  );

test("shows one heading for each day", () => {
  const views = [view(1, "ada", noon - 24 * 60 * minute), view(2, "ada", noon)];
  expect(kinds(views)).toEqual(["day", "m1 opens closes", "day", "m2 opens closes"]);
});

test("groups messages of one author within five minutes", () => {
  const views = [
    view(1, "ada", noon),
    view(2, "ada", noon + minute),
    view(3, "ada", noon + 9 * minute),
  ];
  expect(kinds(views)).toEqual(["day", "m1 opens", "m2 closes", "m3 opens closes"]);
});

test("shows the line before the first unread message, by another user and not deleted", () => {
  const views = [
    view(1, "ada", noon),
    view(2, "me", noon + minute),
    view(3, "ada", noon + 2 * minute, { deleted: true, content: null }),
    view(4, "ada", noon + 3 * minute),
  ];
  expect(kinds(views, 1)).toEqual([
    "day",
    "m1 opens closes",
    "m2 opens closes",
    "m3 opens closes",
    "unread",
    "m4 opens closes",
  ]);
});

test("gives rows distinct keys when the clock was set back over midnight", () => {
  const day = 24 * 60 * minute;
  const rows = messageRows(
    [view(1, "a", noon), view(2, "b", noon - day), view(3, "a", noon)],
    undefined,
  );
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
});
