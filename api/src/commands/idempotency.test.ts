import { runCommands, type CommandAnswer, type PostedCommand } from "@rally/shared/commands";
import {
  createConversationRoute,
  deleteMessageRoute,
  editMessageRoute,
  listMessages,
  sendMessageRoute,
} from "@rally/shared/conversations";
import { directConversationId, newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { afterAll, describe, expect, test } from "vitest";
import { say, signUp, startTestRally, talk, type TestPerson } from "../testing/index.js";

const rally = await startTestRally({ shared: true });
const second = await startTestRally({ beside: rally });
afterAll(async () => {
  await second.close();
  await rally.close();
});

const [alice, bob, eve] = [await signUp(rally), await signUp(rally), await signUp(rally)];
const conversationId = await talk(alice, bob);
const text = (body: string) => ({ kind: "text" as const, body });

const send = (person: TestPerson, id: string, body: string, at = conversationId, on = rally) =>
  person.ask(sendMessageRoute, { params: { id: at }, body: { id, content: text(body) } }, on);

const sending = (id: string, body: string, at = conversationId): PostedCommand => ({
  id,
  name: "message.send",
  input: { conversationId: at, content: text(body) },
});

async function batch(person: TestPerson, commands: PostedCommand[]): Promise<CommandAnswer[]> {
  return (await person.call(runCommands, { body: { commands } })).data;
}

async function copiesOf(id: string): Promise<number> {
  return (await rally.database("messages").where("id", id)).length;
}

describe("a command's id", () => {
  test("[S2] sent twice with one message, also concurrently and to two processes, adds it to history once, with equal answers", async () => {
    const id = newId();
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        send(alice, id, "once", conversationId, index % 2 ? second : rally),
      ),
    );
    const later = await send(alice, id, "once");
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    for (const { body } of replies) expect(body).toEqual(later.body);
    const { data } = await bob.call(listMessages, { params: { id: conversationId } });
    expect(data.filter((row) => row.id === id)).toHaveLength(1);
  });

  test("[S2] answers the same after the message was edited and deleted", async () => {
    const id = newId();
    const first = await send(alice, id, "before");
    const params = { id: conversationId, messageId: id };
    await alice.call(editMessageRoute, { params, body: { content: text("after") } });
    expect((await send(alice, id, "before")).body).toEqual(first.body);
    await alice.call(deleteMessageRoute, { params });
    expect((await send(alice, id, "before")).body).toEqual(first.body);
  });

  test("[S2] answers the same after a restart", async () => {
    const id = newId();
    const first = await send(alice, id, "before the restart");
    await rally.restart();
    expect((await send(alice, id, "before the restart")).body).toEqual(first.body);
  });

  test("[S2] is refused with a different input, whichever part differs", async () => {
    const id = newId();
    await send(alice, id, "one");
    const others = [
      await send(alice, id, "two"),
      await send(alice, id, "one", WORLD_CONVERSATION_ID),
      await alice.ask(sendMessageRoute, {
        params: { id: conversationId },
        body: { id, content: text("one"), sentAt: 1 },
      }),
    ];
    for (const { status, body } of others) {
      expect(status).toBe(409);
      expect(body).toMatchObject({ error: { code: "id_conflict" } });
    }
    expect(await copiesOf(id)).toBe(1);
  });

  test("[S2] for two conversations at once is one message, and the other is refused", async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = newId();
      const replies = await Promise.all([
        send(alice, id, "where?"),
        send(alice, id, "where?", WORLD_CONVERSATION_ID),
      ]);
      expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(await copiesOf(id)).toBe(1);
    }
  });

  test("[S2] of a message can never be used for another command", async () => {
    const id = newId();
    await send(alice, id, "taken");
    const params = { id: conversationId, messageId: id };
    const edit = (key: string) =>
      alice.ask(editMessageRoute, {
        params,
        body: { content: text("edited") },
        headers: { "Idempotency-Key": key },
      });
    expect((await edit(id)).body).toMatchObject({ error: { code: "id_conflict" } });
    const key = newId();
    expect((await edit(key)).status).toBe(200);
    expect((await send(alice, key, "taken")).body).toMatchObject({
      error: { code: "id_conflict" },
    });
  });

  test("[S4] of another user's message is refused with the same error, whether its content, room or state is known or not", async () => {
    const secret = await talk(bob, eve);
    const id = newId();
    await say(bob, secret, "secret", { id });
    const guesses = [
      await send(alice, id, "secret"),
      await send(alice, id, "anything"),
      await send(alice, id, "secret", WORLD_CONVERSATION_ID),
    ];
    for (const guess of guesses) {
      expect(guess.status).toBe(409);
      expect(guess.body).toEqual(guesses[0]?.body);
      expect(JSON.stringify(guess.body)).not.toContain(secret);
    }
  });

  test("[S4] that was used does not reveal whether two other users have a conversation", async () => {
    const [begun, notBegun] = [await talk(bob, eve), directConversationId(bob.id, newId())];
    const { id } = await say(alice, conversationId, "mine");
    const { id: foreign } = await say(bob, begun, "theirs");
    const key = newId();
    const edit = (at: string) =>
      alice.ask(editMessageRoute, {
        params: { id: at, messageId: id },
        body: { content: text("edited") },
        headers: { "Idempotency-Key": key },
      });
    expect((await edit(conversationId)).status).toBe(200);
    for (const [there, nowhere] of [
      [await send(alice, id, "mine", begun), await send(alice, id, "mine", notBegun)],
      [await send(alice, foreign, "x", begun), await send(alice, foreign, "x", notBegun)],
      [await send(alice, newId(), "x", begun), await send(alice, newId(), "x", notBegun)],
      [await edit(begun), await edit(notBegun)],
    ]) {
      expect([there?.status, there?.body]).toEqual([nowhere?.status, nowhere?.body]);
    }
  });

  test("[S2] belongs to one user: two users may use the same id for commands other than messages", async () => {
    const key = newId();
    const [own, foreign] = [
      await say(alice, conversationId, "mine"),
      await say(bob, conversationId, "his"),
    ];
    const edit = (person: TestPerson, messageId: string, body: string) =>
      person.ask(editMessageRoute, {
        params: { id: conversationId, messageId },
        body: { content: text(body) },
        headers: { "Idempotency-Key": key },
      });
    expect((await edit(alice, own.id, "edited")).status).toBe(200);
    expect((await edit(bob, foreign.id, "edited")).status).toBe(200);
    expect((await edit(bob, foreign.id, "again")).status).toBe(409);
  });

  test("[S2] given to an edit sent ten times at once makes one change", async () => {
    const { id: messageId } = await say(alice, conversationId, "draft");
    const request = {
      params: { id: conversationId, messageId },
      body: { content: text("final") },
      headers: { "Idempotency-Key": newId() },
    };
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        alice.ask(editMessageRoute, request, index % 2 ? second : rally),
      ),
    );
    for (const { body } of replies) expect(body).toEqual(replies[0]?.body);
    expect(replies[0]?.status).toBe(200);
  });

  test("[S2] given to a new conversation sent ten times at once creates one, with equal answers", async () => {
    const [one, two] = [await signUp(rally), await signUp(rally)];
    const request = {
      body: { kind: "direct" as const, userId: two.id },
      headers: { "Idempotency-Key": newId() },
    };
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        one.ask(createConversationRoute, request, index % 2 ? second : rally),
      ),
    );
    for (const { body } of replies) expect(body).toEqual(replies[0]?.body);
    const other = await one.ask(createConversationRoute, {
      ...request,
      body: { kind: "direct", userId: alice.id },
    });
    expect(other.body).toMatchObject({ error: { code: "id_conflict" } });
  });
});

describe("a request with commands", () => {
  test("[S5] of 100 commands answers each in order, and a refusal affects no other command", async () => {
    const hole = newId();
    const commands = Array.from({ length: 100 }, (_, index): PostedCommand => {
      const id = newId();
      if (index === 20) return { id, name: "message.fly", input: {} };
      if (index === 40) return sending(id, " ");
      if (index === 60) return sending(id, "to nowhere", hole);
      if (index === 80) return sending(id, "x", index % 2 ? conversationId : hole);
      return sending(id, `number ${index}`);
    });
    const answers = await batch(alice, commands);
    expect(answers.map(({ id }) => id)).toEqual(commands.map(({ id }) => id));
    const refused = answers.flatMap((answer, index) =>
      answer.success ? [] : [[index, answer.error.code]],
    );
    expect(refused).toEqual([
      [20, "unknown_command"],
      [40, "invalid_input"],
      [60, "not_found"],
      [80, "not_found"],
    ]);
    const seqs = answers.flatMap((answer) =>
      answer.success ? [(answer.data as { seq: number }).seq] : [],
    );
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
  });

  test("[S2] sent again, and in two halves at once, answers the same", async () => {
    const commands = Array.from({ length: 60 }, (_, index) => sending(newId(), `again ${index}`));
    const first = await batch(alice, commands);
    const [whole, head, tail] = await Promise.all([
      batch(alice, commands),
      batch(alice, commands.slice(0, 30)),
      batch(alice, commands.slice(30)),
    ]);
    expect(whole).toEqual(first);
    expect([...head, ...tail]).toEqual(first);
  });

  test("[S2] that contains an id twice executes the command once", async () => {
    const command = sending(newId(), "twice");
    const [one, two, three] = await batch(alice, [command, command, sending(command.id, "thrice")]);
    expect(one).toEqual(two);
    expect(one?.success).toBe(true);
    expect(three).toMatchObject({ success: false, error: { code: "id_conflict" } });
  });

  test("begins a conversation and writes its first message, in this order", async () => {
    const [one, two] = [await signUp(rally), await signUp(rally)];
    const id = directConversationId(one.id, two.id);
    const answers = await batch(one, [
      { id: newId(), name: "conversation.create", input: { kind: "direct", userId: two.id } },
      sending(newId(), "the first", id),
    ]);
    expect(answers).toMatchObject([
      { success: true, data: { id } },
      { success: true, data: { seq: 1 } },
    ]);
  });

  test.each([0, 101])("of %i commands is refused whole", async (length) => {
    const commands = Array.from({ length }, () => sending(newId(), "many"));
    const { status, body } = await alice.ask(runCommands, { body: { commands } });
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { fields: { commands: expect.anything() as unknown } } });
  });

  test("a command refused once can be sent again with its id, and then succeeds", async () => {
    const [one, two] = [await signUp(rally), await signUp(rally)];
    const id = newId();
    const at = directConversationId(one.id, two.id);
    expect((await send(one, id, "too early", at)).status).toBe(404);
    await talk(two, one);
    expect((await send(one, id, "too early", at)).status).toBe(200);
  });
});
