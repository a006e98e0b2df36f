import { createConversation, setMarker } from "@rally/shared/conversations";
import { WORLD_CONVERSATION_ID, newId } from "@rally/shared/ids";
import { expect, test } from "vitest";
import { say, signUp } from "@rally/api/testing";
import {
  conversationWindow,
  enqueueEdit,
  readConversations,
  enqueueMessage as write,
  startConversation,
} from "../conversations/index.js";
import { setUp, signUpDevice } from "../testing/index.js";
import { countUnsent, discard, enqueue, listRefused, retry } from "./index.js";
import { pull, send, shown } from "./testing/outbox.js";

test("[S5] a refused message stays visible with its reason and does not hold up the others", async () => {
  await setUp();
  const ann = await signUpDevice();
  await pull(ann);
  const foreign = newId();
  const refused = await write(ann.database, foreign, "to nobody");
  await write(ann.database, WORLD_CONVERSATION_ID, "to all");
  await send(ann);

  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["to all", "sent"]]);
  const { unconfirmed } = await conversationWindow(ann.database, foreign, { limit: 10 });
  expect(unconfirmed).toMatchObject([{ id: refused, state: "refused" }]);
  expect(unconfirmed[0]?.error?.code).toMatch(/not_found|not_a_member/);
  expect(await countUnsent(ann.database)).toBe(1);

  await retry(ann.database, refused);
  await send(ann);
  expect(await listRefused(ann.database)).toHaveLength(1);
  await discard(ann.database, refused);
  expect(await countUnsent(ann.database)).toBe(0);
});

test("messages of a refused conversation are kept and sent after it is retried", async () => {
  const { rally } = await setUp();
  const bob = await signUp(rally);
  const ann = await signUpDevice();
  const room = await startConversation(ann.database, bob.user);
  const message = await write(ann.database, room, "hello");
  const creation = await ann.database.outbox
    .filter((row) => row.name === createConversation.name)
    .first();
  // The server does not know whom the conversation is with, for now.
  await ann.database.outbox.update(creation?.order, { input: { kind: "direct", userId: newId() } });
  await send(ann);
  expect(await listRefused(ann.database)).toHaveLength(2);

  await ann.database.outbox.update(creation?.order, { input: { kind: "direct", userId: bob.id } });
  await retry(ann.database, message);
  await send(ann);
  await pull(ann);
  expect(await shown(ann, room)).toEqual([["hello", "sent"]]);
});

test("a refused or unsent message does not hide newer messages in the list", async () => {
  const { rally } = await setUp();
  const bob = await signUp(rally);
  const ann = await signUpDevice();
  await pull(ann);
  const first = async () => (await readConversations(ann.database))[0];
  await say(bob, WORLD_CONVERSATION_ID, "before");
  await pull(ann);
  await write(ann.database, WORLD_CONVERSATION_ID, "mine");
  expect(await first()).toMatchObject({ lastLine: { content: { body: "mine" } }, unread: 1 });
  await ann.database.outbox.toCollection().modify({ state: "refused" });
  await say(bob, WORLD_CONVERSATION_ID, "after");
  await pull(ann);
  expect(await first()).toMatchObject({
    lastLine: { content: { body: "after" } },
    unread: 2,
    refused: 1,
  });
});

test("finds a command that makes the server refuse its request, and sends the others", async () => {
  await setUp();
  const ann = await signUpDevice();
  await pull(ann);
  for (let n = 0; n < 9; n += 1) await write(ann.database, WORLD_CONVERSATION_ID, `${n}`);
  const bad = (await ann.database.outbox.toArray())[4];
  await ann.database.outbox.update(bad?.order, { name: "" });
  await send(ann);
  expect(await listRefused(ann.database)).toMatchObject([{ id: bad?.id }]);
  const texts = (await shown(ann, WORLD_CONVERSATION_ID)).map(([body]) => body);
  expect(texts).toEqual(["0", "1", "2", "3", "5", "6", "7", "8"]);
});

test("applies an edit of a refused message to that message", async () => {
  await setUp();
  const ann = await signUpDevice();
  const foreign = newId();
  const id = await write(ann.database, foreign, "helo");
  await ann.database.outbox.toCollection().modify({ attempted: true });
  await enqueueEdit(ann.database, foreign, id, "hello");
  expect(await ann.database.outbox.count()).toBe(2);
  await send(ann);
  expect(await shown(ann, foreign)).toEqual([["hello", "refused"]]);
  expect(await ann.database.outbox.count()).toBe(1);
});

test("rejects a text that the server would refuse before it is stored", async () => {
  await setUp();
  const ann = await signUpDevice();
  const tooLong = "x".repeat(8_001);
  await expect(write(ann.database, WORLD_CONVERSATION_ID, tooLong)).rejects.toMatchObject({
    code: "invalid_input",
  });
  await expect(
    enqueue(
      ann.database,
      setMarker,
      { conversationId: WORLD_CONVERSATION_ID, seq: -1 },
      { conversation: WORLD_CONVERSATION_ID },
    ),
  ).rejects.toMatchObject({ code: "invalid_input" });
  expect(await ann.database.outbox.count()).toBe(0);
});
