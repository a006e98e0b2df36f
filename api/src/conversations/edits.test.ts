import { deleteAccount } from "@rally/shared/accounts";
import { runCommands } from "@rally/shared/commands";
import {
  deleteMessageRoute,
  editMessageRoute,
  listEdits,
  textOf,
} from "@rally/shared/conversations";
import { exportData } from "@rally/shared/export";
import { newId } from "@rally/shared/ids";
import { pathOf } from "@rally/shared/http";
import { limits } from "@rally/shared/limits";
import { afterAll, describe, expect, test } from "vitest";
import {
  askRaw,
  expectFailure,
  say,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const [alice, bob] = [await signUp(rally), await signUp(rally)];
const id = await talk(alice, bob);

const edit = (messageId: string, body: string) =>
  alice.call(editMessageRoute, {
    ...{ params: { id, messageId }, body: { content: { kind: "text", body } } },
  });
const texts = async (messageId: string, by: TestPerson = bob) =>
  (await by.call(listEdits, { params: { id, messageId } })).data.map(({ content }) =>
    textOf(content),
  );
const tryTexts = (messageId: string, by: TestPerson, at = id) =>
  askRaw(rally.url, {
    ...{ method: "GET", path: pathOf(listEdits, { id: at, messageId }) },
    headers: { Authorization: `Bearer ${by.token}` },
  });
const stored = (messageId: string) =>
  rally.database<{ message_id: string }>("message_edits").where("message_id", messageId);

/** The commands that send a message and edit it, in one batch. */
const sendAndEdit = (sent: string, edits: number) => [
  {
    ...{ id: sent, name: "message.send" },
    input: { conversationId: id, content: { kind: "text", body: "0" } },
  },
  ...Array.from({ length: edits }, (_, index) => ({
    ...{ id: newId(), name: "message.edit" },
    input: {
      ...{ conversationId: id, messageId: sent },
      content: { kind: "text", body: `${index + 1}` },
    },
  })),
];

describe("the edits of a message", () => {
  test("are its texts with their times, oldest first", async () => {
    const { id: messageId, at } = await say(alice, id, "one");
    expect(await texts(messageId)).toEqual(["one"]);
    const second = await edit(messageId, "two");
    const third = await edit(messageId, "three");
    const { data } = await bob.call(listEdits, { params: { id, messageId } });
    expect(data).toEqual([
      { content: { kind: "text", body: "one" }, at },
      { content: { kind: "text", body: "two" }, at: second.data.editedAt },
      { content: { kind: "text", body: "three" }, at: third.data.editedAt },
    ]);
  });

  test("include those of one batch, and are bounded, in a batch and one by one", async () => {
    const sent = newId();
    await alice.call(runCommands, { body: { commands: sendAndEdit(sent, 3) } });
    expect(await texts(sent)).toEqual(["0", "1", "2", "3"]);
    const many = newId();
    await alice.call(runCommands, { body: { commands: sendAndEdit(many, 90) } });
    const last = Array.from({ length: limits.messageVersions }, (_, index) => `${41 + index}`);
    expect(await texts(many)).toEqual(last);
    await edit(many, "91");
    await edit(many, "92");
    expect(await texts(many)).toEqual([...last.slice(2), "91", "92"]);
  });

  test("are deleted with the message, also within one batch", async () => {
    const { id: messageId } = await say(alice, id, "secret");
    await edit(messageId, "public");
    await alice.call(deleteMessageRoute, { params: { id, messageId } });
    expectFailure(await tryTexts(messageId, bob), "message_deleted");
    expect(await stored(messageId)).toEqual([]);
    const sent = newId();
    const deletion = { conversationId: id, messageId: sent };
    const commands = [
      ...sendAndEdit(sent, 2),
      { id: newId(), name: "message.delete", input: deletion },
    ];
    await alice.call(runCommands, { body: { commands } });
    expect(await stored(sent)).toEqual([]);
  });

  test("are refused to outsiders, and for messages of other conversations", async () => {
    const { id: messageId } = await say(alice, id, "ours");
    const outsider = await signUp(rally);
    expectFailure(await tryTexts(messageId, outsider), "not_found");
    const other = await talk(alice, outsider);
    expectFailure(await tryTexts(messageId, alice, other), "not_found");
    expectFailure(await tryTexts(messageId, outsider, other), "not_found");
  });

  test("are in the author's export, and are deleted with their account", async () => {
    const cora = await signUp(rally);
    const place = await talk(cora, bob);
    const { id: messageId } = await say(cora, place, "before");
    await cora.call(editMessageRoute, {
      ...{ params: { id: place, messageId }, body: { content: { kind: "text", body: "after" } } },
    });
    const { data } = await cora.call(exportData);
    expect(data.edits).toMatchObject([{ messageId, content: { body: "before" } }]);
    await cora.call(deleteAccount, { body: { password: "correct horse battery" } });
    expect(await stored(messageId)).toEqual([]);
    const left = await bob.call(listEdits, { params: { id: place, messageId } });
    expect(left.data.map(({ content }) => textOf(content))).toEqual(["after"]);
  });
});
