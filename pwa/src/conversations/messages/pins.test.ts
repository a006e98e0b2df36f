import { addPinRoute, deleteMessageRoute, removePinRoute } from "@rally/shared/conversations";
import { eventually, say, signUp, talk } from "@rally/api/testing";
import { expect, test } from "vitest";
import { resultHandlers } from "../../command-results.js";
import { flush } from "../../outbox/index.js";
import { running, setUp, signUpDevice, type RunningDevice } from "../../testing/index.js";
import { conversationWindow } from "../index.js";
import { enqueuePin, pinnedIds } from "./pins.js";

const send = ({ database, session }: RunningDevice) =>
  flush(database, session.call, resultHandlers, { hurry: true });
const marked = async ({ database }: RunningDevice, id: string) =>
  (await conversationWindow(database, id, { limit: 100 })).rows
    .filter(({ pinned }) => pinned)
    .map((row) => row.id);

test("a pin made offline shows at once, and is sent later", async () => {
  const { rally, proxy } = await setUp();
  const bob = await signUp(rally);
  const ann = await running(signUpDevice());
  const id = await talk(bob, { ...bob, id: ann.userId });
  const { id: messageId } = await say(bob, id, "keep this");
  await ann.puller.all();
  proxy.cut();
  await enqueuePin(ann.database, id, { messageId, pinned: true });
  expect(await pinnedIds(ann.database, id)).toEqual([messageId]);
  expect(await marked(ann, id)).toEqual([messageId]);
  await enqueuePin(ann.database, id, { messageId, pinned: false });
  expect(await pinnedIds(ann.database, id)).toEqual([]);
  expect(await ann.database.outbox.count()).toBe(0);
  await enqueuePin(ann.database, id, { messageId, pinned: true });
  proxy.repair();
  await send(ann);
  expect(await ann.database.outbox.where("state").equals("sent").count()).toBe(1);
  expect(await ann.database.pins.get(messageId)).toMatchObject({ pinned: true });
  expect(await marked(ann, id)).toEqual([messageId]);
});

test("a device that was away ends with the pins that others show", async () => {
  const { rally } = await setUp();
  const bob = await signUp(rally);
  const ann = await running(signUpDevice());
  const id = await talk(bob, { ...bob, id: ann.userId });
  const sent = [];
  for (const body of ["one", "two", "three"]) sent.push((await say(bob, id, body)).id);
  const [first, second, third] = sent as [string, string, string];
  const pin = (messageId: string) => bob.call(addPinRoute, { params: { id, messageId } });
  await pin(first);
  await pin(second);
  await ann.puller.all();
  expect(await pinnedIds(ann.database, id)).toEqual([second, first]);
  await bob.call(removePinRoute, { params: { id, messageId: first } });
  await bob.call(deleteMessageRoute, { params: { id, messageId: second } });
  await pin(third);
  await ann.puller.all();
  await eventually(async () => expect(await pinnedIds(ann.database, id)).toEqual([third]));
  expect(await marked(ann, id)).toEqual([third]);
});
