import {
  createConversationRoute,
  deleteMessageRoute,
  listMessages,
} from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { pathOf } from "@rally/shared/http";
import { afterAll, describe, expect, test } from "vitest";
import {
  askRaw,
  expectFailure,
  say,
  signUp,
  startTestRally,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const [alice, bob] = [await signUp(rally), await signUp(rally)];
const { data } = await alice.call(createConversationRoute, {
  body: { kind: "group", name: "Long", members: [bob.id] },
});
const params = { id: data.id };
const sent: string[] = [];
for (let index = 1; index <= 20; index += 1) sent.push((await say(alice, data.id, `${index}`)).id);

const page = async (query: {
  around?: string;
  after?: string;
  before?: string;
  limit?: string;
}) => {
  const { data, meta } = await bob.call(listMessages, { params, query });
  return { seqs: data.map(({ seq }) => seq), next: meta.next, newer: meta.newer };
};
const tryPage = (person: TestPerson, query: string) =>
  askRaw(rally.url, {
    ...{ method: "GET", path: `${pathOf(listMessages, params)}?${query}` },
    headers: { Authorization: `Bearer ${person.token}` },
  });

describe("the messages around a message", () => {
  test("are those before and after it, newest first, with what leads on both ways", async () => {
    expect(await page({ around: sent[9], limit: "5" })).toEqual({
      ...{ seqs: [12, 11, 10, 9, 8], next: 8, newer: 12 },
    });
    expect(await page({ after: "12", limit: "4" })).toEqual({
      ...{ seqs: [16, 15, 14, 13], next: 13, newer: 16 },
    });
    expect(await page({ after: "16", limit: "10" })).toEqual({
      ...{ seqs: [20, 19, 18, 17], next: 17, newer: undefined },
    });
    expect(await page({ before: "8", limit: "3" })).toEqual({
      ...{ seqs: [7, 6, 5], next: 5, newer: undefined },
    });
  });

  test("end at the first and at the newest message", async () => {
    expect(await page({ around: sent[0], limit: "4" })).toEqual({
      ...{ seqs: [2, 1], next: undefined, newer: 2 },
    });
    expect(await page({ around: sent[19], limit: "4" })).toEqual({
      ...{ seqs: [20, 19, 18], next: 18, newer: undefined },
    });
    expect(await page({ after: "20" })).toEqual({ seqs: [], next: undefined, newer: undefined });
  });

  test("are found around a deleted message too, which has no content", async () => {
    const { id: messageId } = await say(alice, data.id, "gone");
    await alice.call(deleteMessageRoute, { params: { id: data.id, messageId } });
    const { data: rows } = await bob.call(listMessages, {
      ...{ params, query: { around: messageId, limit: 1 } },
    });
    expect(rows).toMatchObject([{ id: messageId, content: null }]);
  });

  test("are refused for unknown messages, those of other conversations, and to outsiders", async () => {
    const { data: other } = await alice.call(createConversationRoute, {
      body: { kind: "group", name: "Other", members: [] },
    });
    const { id: elsewhere } = await say(alice, other.id, "elsewhere");
    expectFailure(await tryPage(alice, `around=${elsewhere}`), "not_found");
    expectFailure(await tryPage(alice, `around=${newId()}`), "not_found");
    const outsider = await signUp(rally);
    expectFailure(await tryPage(outsider, `around=${sent[3]}`), "not_found");
    expectFailure(await tryPage(bob, "around=x"), "invalid_input");
    expectFailure(await tryPage(bob, `around=${sent[3]}&after=2`), "invalid_input");
  });
});
