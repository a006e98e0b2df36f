import { limits } from "@rally/shared/limits";
import { expect, test } from "vitest";
import type { ConversationRow } from "../database/index.js";
import { placeCounts } from "./place-counts.js";

const unread = (...counts: number[]): ConversationRow[] =>
  counts.map((count) => ({ unread: count }) as ConversationRow);

test("counts an unread mention as a notification only", () => {
  const stored = { people: 2, notifications: 3, mentions: 1 };
  expect(placeCounts(unread(4, 1), stored)).toEqual({ chats: 4, people: 2, notifications: 3 });
});

test("does not go below zero if a mentioning message was deleted", () => {
  const stored = { people: 0, notifications: 2, mentions: 2 };
  expect(placeCounts(unread(1), stored).chats).toBe(0);
});

test("keeps a count that is not exact", () => {
  const stored = { people: 0, notifications: 1, mentions: 1 };
  expect(placeCounts(unread(limits.unreadCounted), stored).chats).toBe(limits.unreadCounted);
});

test("counts nothing before the database has been read", () => {
  expect(placeCounts(undefined, undefined)).toEqual({ chats: 0, people: 0, notifications: 0 });
});
