import { signUp, type TestPerson } from "@rally/api/testing";
import { runCommands } from "@rally/shared/commands";
import {
  createConversationRoute,
  type Change,
  type PollContent,
} from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { expect, test } from "vitest";
import {
  conversationWindow,
  enqueueContent,
  enqueuePollEnd,
  enqueueVote,
  foldLive,
} from "../conversations/index.js";
import { pull, send } from "./testing/outbox.js";
import { setUp, signInDevice, signUpDevice, type TestDevice } from "../testing/index.js";

const lunch: PollContent = {
  kind: "poll",
  question: "What's for lunch?",
  choices: ["Soup", "Salad"],
  multiple: false,
  anonymous: false,
};

async function groupOf(owner: TestDevice, ...members: { id: string }[]): Promise<string> {
  const { data } = await owner.session.call(createConversationRoute, {
    body: { kind: "group", name: "lunch", members: members.map(({ id }) => id) },
  });
  await pull(owner);
  return data.id;
}

async function poll({ database }: TestDevice, id: string) {
  const { rows, unconfirmed } = await conversationWindow(database, id, { limit: 100 });
  return [...rows, ...unconfirmed].at(-1)?.poll;
}

async function voteOf(by: TestPerson, id: string, messageId: string, choices: number[]) {
  const input = { conversationId: id, messageId, choices };
  const commands = [{ id: newId(), name: "poll.vote", input }];
  const { data } = await by.call(runCommands, { body: { commands } });
  return (data[0] as { data: { version: number } }).data;
}

test.each([false, true])(
  "votes made offline on two devices settle the same on both (anonymous: %s)",
  async (anonymous) => {
    const { rally } = await setUp();
    const ben = await signUp(rally);
    const phone = await signUpDevice();
    const id = await groupOf(phone, ben);
    const messageId = await enqueueContent(phone.database, id, { ...lunch, anonymous });
    await send(phone);
    const laptop = await signInDevice(phone);
    await pull(laptop);
    await enqueueVote(phone.database, id, { messageId, choices: [0] });
    await enqueueVote(laptop.database, id, { messageId, choices: [1] });
    expect(await poll(phone, id)).toMatchObject({ counts: [1, 0], voters: 1, mine: [0] });
    expect(await poll(laptop, id)).toMatchObject({ counts: [0, 1], voters: 1, mine: [1] });
    await voteOf(ben, id, messageId, [0]);
    await send(phone);
    await send(laptop);
    for (const device of [phone, laptop]) {
      await pull(device);
      expect(await poll(device, id)).toEqual({ counts: [1, 1], voters: 2, mine: [1] });
    }
  },
);

test("a vote in an anonymous poll stays the user's own when its change arrives before the answer", async () => {
  const { rally } = await setUp();
  const ben = await signUp(rally);
  const phone = await signUpDevice();
  const id = await groupOf(phone, ben);
  const messageId = await enqueueContent(phone.database, id, { ...lunch, anonymous: true });
  await send(phone);
  await enqueueVote(phone.database, id, { messageId, choices: [1] });
  const cursor = (await phone.database.conversations.get(id))?.cursor ?? 0;
  const change: Change = {
    ...{ type: "vote", id: messageId, version: cursor + 1, at: 0 },
    ...{ author: "00000000-0000-0000-0000-000000000000", counts: [0, 1], voters: 1 },
  };
  await foldLive(phone.database, id, [change]);
  await send(phone);
  expect(await poll(phone, id)).toEqual({ counts: [0, 1], voters: 1, mine: [1] });
  await voteOf(ben, id, messageId, [0]);
  await pull(phone);
  expect(await poll(phone, id)).toEqual({ counts: [1, 1], voters: 2, mine: [1] });
});

test("a vote that is changed back before it was sent is not sent", async () => {
  const { rally } = await setUp();
  const ben = await signUp(rally);
  const phone = await signUpDevice();
  const id = await groupOf(phone, ben);
  const messageId = await enqueueContent(phone.database, id, lunch);
  await send(phone);
  for (const choices of [[0], [1], []]) {
    await enqueueVote(phone.database, id, { messageId, choices });
  }
  expect(await phone.database.outbox.where("state").equals("pending").count()).toBe(0);
  expect(await poll(phone, id)).toEqual({ counts: [0, 0], voters: 0, mine: [] });
});

test("a vote in a poll that was closed meanwhile is shown as refused until the next one", async () => {
  const { rally } = await setUp();
  const ben = await signUp(rally);
  const phone = await signUpDevice();
  const id = await groupOf(phone, ben);
  const messageId = await enqueueContent(phone.database, id, lunch);
  await send(phone);
  const laptop = await signInDevice(phone);
  await pull(laptop);
  await enqueuePollEnd(phone.database, id, messageId);
  expect((await poll(phone, id))?.closedAt).toBeGreaterThan(0);
  await send(phone);
  await enqueueVote(laptop.database, id, { messageId, choices: [0] });
  await send(laptop);
  expect(await poll(laptop, id)).toMatchObject({ mine: [], error: { code: "poll_closed" } });
  await pull(laptop);
  const { closedAt } = (await poll(phone, id)) ?? {};
  expect(await poll(laptop, id)).toMatchObject({ counts: [0, 0], voters: 0, closedAt });
});
