import type { Person } from "@rally/shared/people";
import { expect, test } from "vitest";
import type { ConversationRow } from "../database/index.js";
import { authorName, conversationName } from "./conversation-name.js";
import { withNewestPartner } from "./index.js";

const ben: Person = { id: "1", username: "ben", displayName: "Ben" };
/** A user whose account was deleted, as stored on the device. */
const deleted: Person = { id: "1", username: "", displayName: "Deleted account" };
const row = { kind: "direct", partner: ben } as ConversationRow;

test("a conversation has the newest name of its partner", () => {
  const renamed = new Map([["1", { ...ben, displayName: "Benjamin" }]]);
  expect(conversationName(withNewestPartner(row, renamed))).toBe("Benjamin");
  expect(conversationName(withNewestPartner(row, new Map()))).toBe("Ben");
});

test("a conversation and a message show that their user's account was deleted", () => {
  const people = new Map([["1", deleted]]);
  const shown = withNewestPartner(row, people);
  expect(shown.partner).toBeUndefined();
  expect(conversationName(shown)).toBe("Deleted account");
  expect(authorName("1", people)).toBe("Deleted account");
  expect(authorName(null, people)).toBe("Deleted account");
});

test("an author who is not stored yet is not shown as deleted", () => {
  expect(authorName("2", new Map())).toBe("Someone");
});
