import { expect, test } from "vitest";
import {
  FIRST,
  followingRange,
  MOST,
  newerRange,
  nextRange,
  olderRange,
  REACH,
} from "./message-paging.js";
import type { ConversationWindow } from "../messages/conversation-window.js";

/** The window from seq `first` to `last` of a history of 1,000 messages. */
function shown(first: number, last: number): ConversationWindow {
  const rows = Array.from({ length: last - first + 1 }, (_, index) => ({
    id: `m${first + index}`,
    seq: first + index,
    author: "ada",
    own: false,
    content: null,
    at: 0,
    deleted: false,
    state: "sent" as const,
  }));
  return {
    rows,
    unconfirmed: [],
    hasOlder: first > 1,
    olderOnServer: false,
    hasNewer: last < 1_000,
    detached: false,
    people: new Map(),
  };
}

test("renders at most a hundred messages, however far the user scrolls back", () => {
  expect(olderRange(shown(971, 1_000), { limit: FIRST })).toEqual({ limit: MOST });
  expect(olderRange(shown(901, 1_000), { limit: MOST })).toEqual({ limit: MOST, before: 971 });
  expect(olderRange(shown(1, 70), { limit: MOST, before: 71 })).toBeUndefined();
});

test("keeps the visible messages when paging in either direction", () => {
  const range = newerRange(shown(301, 400));
  expect(range).toEqual({ limit: MOST, after: 330 });
  expect(newerRange(shown(901, 1_000))).toBeUndefined();
});

test("follows the newest message once the window contains it", () => {
  expect(followingRange(shown(901, 1_000), { limit: MOST, after: 900 })).toEqual({ limit: MOST });
  expect(followingRange(shown(901, 1_000), { limit: MOST })).toBeUndefined();
  expect(followingRange(shown(801, 900), { limit: MOST, after: 800 })).toBeUndefined();
});

test("moves the window only near an end, and towards the newest messages first", () => {
  const [middle, range] = [shown(301, 400), { limit: MOST, after: 300 }];
  expect(nextRange(middle, range, { above: REACH, below: REACH })).toBeUndefined();
  expect(nextRange(middle, range, { above: 0, below: REACH })).toEqual(olderRange(middle, range));
  expect(nextRange(middle, range, { above: 0, below: 0 })).toEqual(newerRange(middle));
});
