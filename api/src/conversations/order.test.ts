import { timeoutFactor } from "@rally/shared/server/testing";
import {
  createConversationRoute,
  listConversations,
  listMessages,
  listUserChanges,
} from "@rally/shared/conversations";
import { directConversationId, newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { afterAll, describe, expect, test } from "vitest";
import { say, signUp, startTestRally, talk } from "../testing/index.js";

const rally = await startTestRally({ shared: true });
const second = await startTestRally({ beside: rally });
afterAll(async () => {
  await second.close();
  await rally.close();
});

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe("a conversation's order", () => {
  test("[S3] has no gaps and is the same for all users with 200 concurrent senders on two processes", async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => signUp(rally)));
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => {
        const person = people[index % people.length] ?? people[0];
        if (!person) throw new Error("No user");
        const on = index % 3 ? rally : second;
        return say(person, WORLD_CONVERSATION_ID, `number ${index}`, { on });
      }),
    );
    const ascending = (a: number, b: number) => a - b;
    expect(answers.map(({ seq }) => seq).sort(ascending)).toEqual(upTo(200));
    expect(answers.map(({ version }) => version).sort(ascending)).toEqual(upTo(200));

    const pages = await Promise.all(
      [rally, second].map(async (on) => {
        const request = { params: { id: WORLD_CONVERSATION_ID }, query: { limit: 100 } };
        const newest = await people[0]?.call(listMessages, request, on);
        const oldest = await people[1]?.call(
          listMessages,
          { ...request, query: { limit: 100, before: 101 } },
          on,
        );
        return [...(newest?.data ?? []), ...(oldest?.data ?? [])];
      }),
    );
    expect(pages[0]).toEqual(pages[1]);
    expect(pages[0]?.map(({ seq }) => seq)).toEqual(upTo(200).reverse());
    for (const row of pages[0] ?? []) {
      expect(answers.find(({ id }) => id === row.id)).toMatchObject({
        seq: row.seq,
        version: row.version,
        at: row.at,
      });
    }
  });

  test("[S3] keeps the order in which one user sends messages", async () => {
    const [one, two] = [await signUp(rally), await signUp(rally)];
    const id = await talk(one, two);
    const seqs = [];
    for (let index = 0; index < 20; index += 1) {
      seqs.push((await say(one, id, `${index}`, { on: index % 2 ? second : rally })).seq);
    }
    expect(seqs).toEqual(upTo(20));
  });
});

describe("a direct conversation", () => {
  test("has an id that both users can compute offline", async () => {
    const [one, two] = [await signUp(rally), await signUp(rally)];
    expect(await talk(one, two)).toBe(directConversationId(two.id, one.id));
    expect(await talk(two, one)).toBe(directConversationId(one.id, two.id));
    const { data } = await two.call(listConversations);
    expect(data).toHaveLength(2);
    expect(data.find(({ kind }) => kind === "direct")).toMatchObject({
      memberCount: 2,
      unread: 0,
      partner: { id: one.id, username: one.user.username },
    });
  });

  test("that both users start at once is one conversation, and both receive the poke at once", async () => {
    for (let round = 0; round < 5; round += 1) {
      const [one, two] = [await signUp(rally), await signUp(rally)];
      const began = performance.now();
      const replies = await Promise.all([
        one.ask(createConversationRoute, { body: { kind: "direct", userId: two.id } }),
        two.ask(createConversationRoute, { body: { kind: "direct", userId: one.id } }, second),
        one.ask(createConversationRoute, { body: { kind: "direct", userId: two.id } }, second),
        two.ask(createConversationRoute, { body: { kind: "direct", userId: one.id } }),
      ]);
      expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(performance.now() - began).toBeLessThan(900 * timeoutFactor);
      for (const person of [one, two]) {
        const { data } = await person.call(listUserChanges, { query: { since: 1 } });
        const id = directConversationId(one.id, two.id);
        expect(data).toMatchObject([{ type: "conversation", conversation: { id } }]);
        expect(data).toHaveLength(1);
      }
    }
  });

  test("can be started concurrently by one user with many, and by many with one", async () => {
    const hub = await signUp(rally);
    const people = await Promise.all(Array.from({ length: 6 }, () => signUp(rally)));
    const replies = await Promise.all(
      people.flatMap((person) => [
        hub.ask(createConversationRoute, { body: { kind: "direct", userId: person.id } }),
        person.ask(createConversationRoute, { body: { kind: "direct", userId: hub.id } }, second),
      ]),
    );
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    const { data } = await hub.call(listUserChanges, { query: { since: 0 } });
    expect(data.map(({ version }) => version)).toEqual(upTo(7));
  });

  test.each([
    ["themselves", "invalid_input"],
    ["an unknown user", "not_found"],
  ])("cannot be started by a user with %s", async (whom, code) => {
    const person = await signUp(rally);
    const userId = whom === "themselves" ? person.id : newId();
    const reply = await person.ask(createConversationRoute, { body: { kind: "direct", userId } });
    expect(reply.body).toMatchObject({ error: { code } });
  });
});
