import { runCommands } from "@rally/shared/commands";
import { createConversationRoute, textOf } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { eventually, say, signUp, type TestPerson } from "@rally/api/testing";
import { expect, onTestFinished, test } from "vitest";
import {
  conversationResults,
  conversationWindow,
  readConversations,
  enqueueMessage,
} from "../conversations/index.js";
import { Observable } from "../observable/index.js";
import { discard, flush, listRefused } from "../outbox/index.js";
import { openConversationRoom } from "../rooms/index.js";
import { reported, setUp, signUpDevice, type TestDevice } from "../testing/index.js";
import { startPuller, type Puller } from "./index.js";

interface Group {
  owner: TestPerson;
  ann: TestDevice;
  puller: Puller;
  id: string;
}

/** A group of another user and this device's user, completely stored on the device. */
async function groupOnDevice(): Promise<Group> {
  const { rally } = await setUp();
  const owner = await signUp(rally);
  const ann = await signUpDevice();
  const { data } = await owner.call(createConversationRoute, {
    body: { kind: "group", name: "friends", members: [ann.userId] },
  });
  await say(owner, data.id, "hello");
  const puller = startPuller(ann.database, ann.session);
  onTestFinished(() => puller.stop());
  await puller.all();
  return { owner, ann, puller, id: data.id };
}

async function tell({ owner, ann, id }: Group, name: "member.add" | "member.remove") {
  const input = { conversationId: id, userId: ann.userId };
  await owner.call(runCommands, { body: { commands: [{ id: newId(), name, input }] } });
}

const bodies = async ({ ann, id }: Group) =>
  (await conversationWindow(ann.database, id, { limit: 100 })).rows.map((row) =>
    textOf(row.content),
  );

test("deletes a group from the device when the user is removed from it", async () => {
  const group = await groupOnDevice();
  const { ann, puller, id } = group;
  expect(await bodies(group)).toEqual(["hello"]);
  expect((await ann.database.conversations.get(id))?.name).toBe("friends");
  await tell(group, "member.remove");
  await puller.all();
  expect(await ann.database.conversations.get(id)).toBeUndefined();
  expect(await ann.database.messages.where("id").notEqual("").count()).toBe(0);
});

test("fetches a group again when the user is added again", async () => {
  const group = await groupOnDevice();
  await tell(group, "member.remove");
  await group.puller.all();
  await tell(group, "member.add");
  await say(group.owner, group.id, "welcome back");
  await group.puller.all();
  await eventually(async () => expect(await bodies(group)).toContain("welcome back"));
  expect(await group.ann.database.conversations.get(group.id)).toMatchObject({ unread: 1 });
});

test("[S5] unsent messages of a left group are kept and shown as refused until they are discarded", async () => {
  const group = await groupOnDevice();
  const { ann, puller, id } = group;
  await tell(group, "member.remove");
  await enqueueMessage(ann.database, id, "unsent");
  await puller.all();
  await flush(ann.database, ann.session.call, conversationResults);
  expect(await listRefused(ann.database)).toMatchObject([{ error: { code: "not_found" } }]);
  await puller.all();
  const listed = await readConversations(ann.database);
  expect(listed.find((row) => row.id === id)).toMatchObject({ name: "friends", refused: 1 });
  expect(await ann.database.messages.count()).toBe(0);
  const [refused] = await listRefused(ann.database);
  await discard(ann.database, refused?.id ?? "");
  await puller.all();
  expect(await ann.database.conversations.get(id)).toBeUndefined();
});

test("pulls when a room refuses the connection", async () => {
  const group = await groupOnDevice();
  const { ann, puller, id } = group;
  await tell(group, "member.remove");
  const room = openConversationRoom({ ...ann, puller, away: new Observable(false) }, id);
  onTestFinished(() => room.close());
  await eventually(async () => expect(await ann.database.conversations.get(id)).toBeUndefined());
  expect(room.status.value).toBe("refused");
  expect(reported).toEqual([]);
});
