import { sendMessage } from "@rally/shared/conversations";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { expect, test } from "vitest";
import {
  conversationWindow,
  enqueueDeletion,
  enqueueEdit,
  enqueueMessage as write,
} from "../conversations/index.js";
import { setUp, signUpDevice } from "../testing/index.js";
import { commands, pull, send, shown } from "./testing/outbox.js";

test("edits an unsent message in the outbox; deleting it sends nothing", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  await pull(ann);
  const kept = await write(ann.database, WORLD_CONVERSATION_ID, "helo");
  const dropped = await write(ann.database, WORLD_CONVERSATION_ID, "oops");
  await enqueueEdit(ann.database, WORLD_CONVERSATION_ID, kept, "hello");
  await enqueueDeletion(ann.database, WORLD_CONVERSATION_ID, dropped);
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["hello", "pending"]]);
  await send(ann);
  expect(proxy.commandRequests.flat()).toMatchObject([{ id: kept, name: sendMessage.name }]);
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["hello", "sent"]]);
});

test("[S2] keeps the command of a message that may have arrived, and sends the edit after it", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  await pull(ann);
  const id = await write(ann.database, WORLD_CONVERSATION_ID, "helo");
  proxy.loseAnswer(commands);
  await send(ann);
  await enqueueEdit(ann.database, WORLD_CONVERSATION_ID, id, "hello");
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["hello", "pending"]]);
  await send(ann);
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["hello", "sent"]]);
  await enqueueDeletion(ann.database, WORLD_CONVERSATION_ID, id);
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([[undefined, "sent"]]);
  await send(ann);
  const { rows } = await conversationWindow(ann.database, WORLD_CONVERSATION_ID, { limit: 9 });
  expect(rows).toMatchObject([{ id, deleted: true, content: null }]);
  expect(rows[0]?.unconfirmedEdit).toBeUndefined();
});
