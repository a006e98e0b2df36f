import {
  createConversationRoute,
  listChanges,
  listConversations,
  themeOf,
} from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  openRoom,
  runCommand,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());
const [one, other] = [await signUp(rally), await signUp(rally)];

const choose = (by: TestPerson, conversationId: string, theme: string) =>
  runCommand(by, "conversation.update", { conversationId, theme });
const listed = async (by: TestPerson, id: string) =>
  (await by.call(listConversations, { query: {} })).data.find((row) => row.id === id);

describe("the theme of a conversation of two", () => {
  test("is chosen by both, and reaches the other's list, changes and room", async () => {
    const id = await talk(one, other);
    const room = await openRoom(rally, other.token, `conversation.${id}`);
    await choose(one, id, "clay");
    await eventually(() =>
      expect(room.tail().at(-1)).toMatchObject({ type: "meta", theme: "clay" }),
    );
    room.leave();
    expect(await listed(other, id)).toMatchObject({ theme: "clay", metaVersion: 1 });
    const { data } = await other.call(listChanges, { params: { id }, query: { since: 0 } });
    expect(data).toContainEqual({ type: "meta", name: "", theme: "clay", version: 1 });

    await choose(other, id, "default");
    const row = await listed(one, id);
    expect(row).not.toHaveProperty("theme");
    expect(row).not.toHaveProperty("name");
  });

  test("leaves its other fields to groups and channels", async () => {
    const id = await talk(one, other);
    const both = { conversationId: id, theme: "clay", name: "Ours" };
    await expect(runCommand(one, "conversation.update", both)).rejects.toThrow("forbidden");
  });
});

test("a group keeps its theme when its name changes", async () => {
  const body = { kind: "group" as const, name: "Club", members: [other.id] };
  const { id } = (await one.call(createConversationRoute, { body })).data;
  await choose(one, id, "grass");
  await runCommand(one, "conversation.update", { conversationId: id, name: "Circle" });
  expect(await listed(other, id)).toMatchObject({ name: "Circle", theme: "grass" });
});

test("an unknown theme is refused, and one of a newer server is shown as the default", async () => {
  const id = await talk(one, other);
  await expect(choose(one, id, "neon")).rejects.toThrow("invalid_input");
  await expect(choose(one, WORLD_CONVERSATION_ID, "clay")).rejects.toThrow("forbidden");
  await expect(choose(one, newId(), "clay")).rejects.toThrow("not_found");
  expect(themeOf({ theme: "neon" })).toBe("default");
});
