import {
  deleteMessageRoute,
  editMessageRoute,
  listMessages,
  sendMessageRoute,
} from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { Message } from "@rally/shared/server/models";
import { afterAll, describe, expect, test } from "vitest";
import { say, signUp, startTestRally, talk } from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const [alice, bob] = [await signUp(rally), await signUp(rally)];
const id = await talk(alice, bob);
const content = (body: string) => ({ kind: "text" as const, body });

async function rowOf(messageId: string) {
  const { data } = await bob.call(listMessages, { params: { id }, query: { limit: 100 } });
  return data.find((row) => row.id === messageId);
}

describe("a message", () => {
  test("is stored exactly as it was written", async () => {
    const bodies = ["x".repeat(8_000), "💥".repeat(2_000), "  kept \n\tas is ", "<b>'\"\\%_\u2028"];
    for (const body of bodies) {
      const sent = await say(alice, id, body);
      expect(await rowOf(sent.id)).toMatchObject({ author: alice.id, content: content(body) });
    }
  });

  test("keeps its author's clock beside the server's time, which decides the order", async () => {
    const messageId = newId();
    const request = { id: messageId, content: content("from 1970"), sentAt: 1 };
    const { data } = await alice.call(sendMessageRoute, { params: { id }, body: request });
    expect(await rowOf(messageId)).toMatchObject({ sentAt: 1, at: data.at, seq: data.seq });
    expect(Math.abs(data.at - Date.now())).toBeLessThan(60_000);
  });

  test("that its author edits takes a new version and keeps its id, seq and time", async () => {
    const sent = await say(alice, id, "teh");
    const request = { params: { id, messageId: sent.id }, body: { content: content("the") } };
    const { data } = await alice.call(editMessageRoute, request);
    expect(data.version).toBe(sent.version + 1);
    expect(await rowOf(sent.id)).toMatchObject({
      ...sent,
      content: content("the"),
      version: data.version,
      editedAt: data.editedAt,
    });
  });

  test("that is deleted keeps its id and seq and loses its content; a second deletion returns the same", async () => {
    const quoted = await say(bob, id, "quoted");
    const sent = await say(alice, id, "to be gone", { replyTo: quoted.id });
    const request = { params: { id, messageId: sent.id } };
    const first = await alice.call(deleteMessageRoute, request);
    expect((await alice.call(deleteMessageRoute, request)).data).toEqual(first.data);
    const row = await rowOf(sent.id);
    expect(row).toMatchObject({ seq: sent.seq, content: null, deletedAt: first.data.deletedAt });
    expect(row).not.toHaveProperty("replyTo");
    const stored = await Message.query(rally.database).findById(sent.id);
    expect(JSON.stringify(stored)).not.toContain("to be gone");
  });

  test("that is deleted can't be edited", async () => {
    const sent = await say(alice, id, "gone soon");
    const request = { params: { id, messageId: sent.id } };
    await alice.call(deleteMessageRoute, request);
    const reply = await alice.ask(editMessageRoute, {
      ...request,
      body: { content: content("!") },
    });
    expect(reply.status).toBe(409);
    expect(reply.body).toMatchObject({ error: { code: "message_deleted" } });
  });

  test("[S4] can be edited and deleted only by its author", async () => {
    const sent = await say(alice, id, "hers");
    const params = { id, messageId: sent.id };
    for (const reply of [
      await bob.ask(editMessageRoute, { params, body: { content: content("his") } }),
      await bob.ask(deleteMessageRoute, { params }),
    ]) {
      expect(reply.body).toMatchObject({ error: { code: "not_the_author" } });
    }
    expect(await rowOf(sent.id)).toMatchObject({ content: content("hers"), version: sent.version });
  });

  test("that is edited and deleted concurrently ends deleted, without a gap in versions", async () => {
    const sent = await say(alice, id, "racing");
    const params = { id, messageId: sent.id };
    const replies = await Promise.all([
      ...Array.from({ length: 5 }, (_, index) =>
        alice.ask(editMessageRoute, { params, body: { content: content(`edit ${index}`) } }),
      ),
      alice.ask(deleteMessageRoute, { params }),
    ]);
    const done = replies.flatMap(({ body }) => (body.success ? [body.data.version] : []));
    expect(done.sort((a, b) => a - b)).toEqual(done.map((_, index) => sent.version + 1 + index));
    expect(await rowOf(sent.id)).toMatchObject({
      content: null,
      version: sent.version + done.length,
    });
  });
});

describe("a reply", () => {
  test("refers to its message, also when that message was deleted", async () => {
    const quoted = await say(bob, id, "question");
    const before = await say(alice, id, "answer", { replyTo: quoted.id });
    await bob.call(deleteMessageRoute, { params: { id, messageId: quoted.id } });
    const after = await say(alice, id, "answer again", { replyTo: quoted.id });
    for (const { id: answer } of [before, after]) {
      expect(await rowOf(answer)).toMatchObject({ replyTo: quoted.id });
    }
  });

  test("[S4] to an unknown message and to one of another conversation is refused with the same error", async () => {
    const elsewhere = await say(alice, WORLD_CONVERSATION_ID, "elsewhere");
    const ask = (replyTo: string) =>
      alice.ask(sendMessageRoute, {
        params: { id },
        body: { id: newId(), content: content("reply"), replyTo },
      });
    const [nowhere, other] = [await ask(newId()), await ask(elsewhere.id)];
    expect(nowhere.body).toMatchObject({
      error: { code: "invalid_input", fields: { replyTo: ["unknown"] } },
    });
    expect(other.body).toEqual(nowhere.body);
  });
});
