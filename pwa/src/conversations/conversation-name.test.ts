import type { Person } from "@rally/shared/people";
import { expect, test } from "vitest";
import type { ConversationRow } from "../database/index.js";
import { authorName, conversationName } from "./conversation-name.js";
import { withNewestPartner } from "./index.js";

const ben: Person = { id: "1", username: "ben", displayName: "Ben" };
/** As the device knows somebody whose account was deleted. */
const deleted: Person = { id: "1", username: "", displayName: "Deleted account" };
const row = { kind: "direct", partner: ben } as ConversationRow;

test("a conversation is called by the newest name of its partner", () => {
  const renamed = new Map([["1", { ...ben, displayName: "Benjamin" }]]);
  expect(conversationName(withNewestPartner(row, renamed))).toBe("Benjamin");
  expect(conversationName(withNewestPartner(row, new Map()))).toBe("Ben");
});

test("a conversation and a message whose user deleted the account say so", () => {
  const people = new Map([["1", deleted]]);
  const shown = withNewestPartner(row, people);
  expect(shown.partner).toBeUndefined();
  expect(conversationName(shown)).toBe("Deleted account");
  expect(authorName("1", people)).toBe("Deleted account");
  expect(authorName(null, people)).toBe("Deleted account");
});

test("an author whom the device does not know yet is no deleted account", () => {
  expect(authorName("2", new Map())).toBe("Someone");
});
