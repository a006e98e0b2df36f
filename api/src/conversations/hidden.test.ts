import { deleteAccount } from "@rally/shared/accounts";
import {
  deleteMessageRoute,
  listChanges,
  listMessages,
  listUserChanges,
} from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { afterAll, describe, expect, test } from "vitest";
import { oneOf, unreadConversations } from "./list.js";
import { say, signUp, startTestRally, talk, type TestPerson } from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const [alice, bob, eve] = [await signUp(rally), await signUp(rally), await signUp(rally)];
const id = await talk(alice, bob);

const hide = (person: TestPerson, messageId: string, at = id) =>
  person.call(deleteMessageRoute, { params: { id: at, messageId }, query: { for: "me" } });
const hiddenOf = async (person: TestPerson, since = 0) =>
  (await person.call(listUserChanges, { query: { since } })).data.filter(
    ({ type }) => type === "hidden",
  );

describe("a message that a user deletes for themselves", () => {
  test("is told to their devices alone, and stays as it is for others", async () => {
    const { id: messageId, version: since } = await say(alice, id, "for others only");
    const { data } = await hide(alice, messageId);
    expect(await hiddenOf(alice)).toEqual([
      { type: "hidden", version: data.version, conversationId: id, messageId },
    ]);
    expect(await hiddenOf(alice, data.version)).toEqual([]);
    expect(await hiddenOf(bob)).toEqual([]);
    const changes = await bob.call(listChanges, { params: { id }, query: { since } });
    expect(changes.data).toEqual([]);
    const history = await bob.call(listMessages, { params: { id }, query: {} });
    expect(history.data[0]).toMatchObject({ id: messageId, content: { body: "for others only" } });
  });

  test("no longer counts as unread, and another of them does", async () => {
    const reader = await signUp(rally);
    const at = await talk(reader, bob);
    const [first, last] = [await say(bob, at, "hidden"), await say(bob, at, "hidden too")];
    const unread = async () => (await oneOf(rally.database, reader.id, at))?.unread;
    const listed = async () =>
      (await unreadConversations(rally.database, reader.id, { after: 0, limit: 10 })).map(
        ({ conversation }) => conversation.unread,
      );
    expect(await unread()).toBe(2);
    await hide(reader, last.id, at);
    expect([await unread(), await listed()]).toEqual([1, [1]]);
    await hide(reader, first.id, at);
    expect([await unread(), await listed()]).toEqual([0, []]);
    // Deleted by its author as well, it is left out once.
    await bob.call(deleteMessageRoute, { params: { id: at, messageId: first.id } });
    await say(bob, at, "shown");
    expect([await unread(), await listed()]).toEqual([1, [1]]);
  });

  test("can be another's; a second time changes nothing", async () => {
    const { id: messageId } = await say(bob, id, "theirs");
    const { data: first } = await hide(alice, messageId);
    const { data: second } = await hide(alice, messageId);
    expect(second).toEqual(first);
  });

  test.each([
    ["of another conversation", async () => (await say(eve, await talk(eve, bob), "else")).id],
    ["that does not exist", () => Promise.resolve(newId())],
  ])("is refused for a message %s", async (_which, find) => {
    await expect(hide(alice, await find())).rejects.toThrow("not_found");
  });

  test("is forgotten when the user's account is deleted", async () => {
    const leaving = await signUp(rally);
    const at = await talk(leaving, bob);
    await hide(leaving, (await say(bob, at, "soon forgotten")).id, at);
    const rows = () => rally.database("hidden_messages").where("user_id", leaving.id);
    expect(await rows()).toHaveLength(1);
    await leaving.call(deleteAccount, { body: { password: leaving.password } });
    expect(await rows()).toEqual([]);
  });

  test("is refused to strangers", async () => {
    const { id: messageId } = await say(alice, id, "private");
    await expect(hide(eve, messageId)).rejects.toThrow("not_found");
  });
});
