import { backUp, eventually, say, signUp } from "@rally/api/testing";
import { me } from "@rally/shared/accounts";
import { listMessages, textOf } from "@rally/shared/conversations";
import { WORLD_CONVERSATION_ID as world } from "@rally/shared/ids";
import { expect, onTestFinished, test } from "vitest";
import {
  conversationResults,
  conversationWindow,
  enqueueEdit,
  enqueueMessage,
} from "../conversations/index.js";
import { Observable } from "../observable/index.js";
import { flush, startSender } from "../outbox/index.js";
import { openConversationRoom, openUserRoom } from "../rooms/index.js";
import { reported, setUp, signInDevice, signUpDevice, type TestDevice } from "../testing/index.js";
import { startPuller } from "./index.js";

/** The app as it runs: it sends, pulls, is poked, and follows the world chat. */
async function run({ database, session }: TestDevice) {
  const puller = startPuller(database, session);
  const sender = startSender(database, session, conversationResults);
  const away = new Observable(false);
  const user = await openUserRoom({ database, session, away }, (poke) => void puller.poked(poke));
  const conversation = openConversationRoom({ database, session, puller, away }, world);
  onTestFinished(() => {
    sender.stop();
    puller.stop();
    conversation.close();
    user.close();
  });
  await puller.all();
  return { user, conversation };
}

const send = ({ database, session }: TestDevice) =>
  flush(database, session.call, conversationResults, { hurry: true });

async function shown({ database }: TestDevice) {
  const { rows, unconfirmed } = await conversationWindow(database, world, { limit: 100 });
  return [...rows, ...unconfirmed].map(({ content, state }) => [textOf(content), state]);
}

test("[S2] [S8] [S9] after a restored backup under running apps, no data of this device is lost or duplicated, and all devices end with the server's history", async () => {
  const { rally } = await setUp({ limits: { pokeInterval: 50 } });
  const bob = await signUp(rally);
  const phone = await signUpDevice();
  const laptop = await signInDevice(phone);
  const first = await enqueueMessage(phone.database, world, "befor");
  await send(phone);
  const restore = await backUp(rally);

  // The phone is online; what the laptop wrote is still in its outbox when its app is closed.
  const app = await run(phone);
  await enqueueEdit(phone.database, world, first, "before");
  await enqueueMessage(phone.database, world, "after");
  await say(bob, world, "of somebody whose program does not offer it again");
  app.user.openDraft(world).replace("a draft");
  await enqueueMessage(laptop.database, world, "from the laptop");
  await eventually(async () => expect((await shown(phone)).map(([body]) => body)).toHaveLength(3));
  await eventually(async () =>
    expect(await phone.database.outbox.where({ state: "pending" }).count()).toBe(0),
  );
  await app.user.stored();
  const before = await phone.database.getMeta("lineage");

  await restore();
  const expected = [
    ["before", "sent"],
    ["after", "sent"],
  ];
  await eventually(async () => expect(await shown(phone)).toEqual(expected));
  expect(await phone.database.getMeta("lineage")).not.toBe(before);
  expect(app.user.openDraft(world).text).toBe("a draft");
  await eventually(() => expect(app.conversation.status.value).toBe("live"));

  const other = await run(laptop);
  const all = [...expected, ["from the laptop", "sent"]];
  for (const device of [phone, laptop]) {
    await eventually(async () => expect(await shown(device)).toEqual(all));
  }
  await eventually(() => expect(other.user.openDraft(world).text).toBe("a draft"));
  const { data } = await bob.call(listMessages, { params: { id: world } });
  expect(data.map(({ content }) => textOf(content))).toEqual([
    "from the laptop",
    "after",
    "before",
  ]);
  expect(data.map(({ seq }) => seq)).toEqual([3, 2, 1]);
  expect(await phone.database.outbox.where("state").equals("refused").count()).toBe(0);
  expect(reported).toEqual([]);
});

test("[S3] commands sent before a restored backup are sent again before newer ones", async () => {
  const { rally } = await setUp();
  const bob = await signUp(rally);
  const phone = await signUpDevice();
  const puller = startPuller(phone.database, phone.session);
  onTestFinished(() => puller.stop());
  await puller.all();
  const restore = await backUp(rally);
  await enqueueMessage(phone.database, world, "one");
  await enqueueMessage(phone.database, world, "two");
  await send(phone);
  const known = await phone.database.getMeta("lineage");
  await restore();
  await eventually(async () => expect((await bob.call(me)).meta.lineage).not.toBe(known));
  // The outbox is the first to reach the restored server, before anything was pulled from it.
  await enqueueMessage(phone.database, world, "three");
  await eventually(async () => expect((await send(phone)).outcome).toBe("empty"));
  const { data } = await bob.call(listMessages, { params: { id: world } });
  expect(data.map(({ content }) => textOf(content)).reverse()).toEqual(["one", "two", "three"]);
});
