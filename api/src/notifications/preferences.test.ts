import { listUserChanges } from "@rally/shared/conversations";
import { afterAll, describe, expect, test } from "vitest";
import { eventually, say, startTestRally } from "../testing/index.js";
import { command, group, people, settled, soon, unreadKinds } from "./testing/setup.js";

const rally = await startTestRally({ limits: soon });
afterAll(() => rally.close());

describe("the notification level of a conversation", () => {
  test.each([
    ["all", ["mention", "message"]],
    ["mentions", ["mention"]],
    ["none", []],
  ])("%s", async (level, expected) => {
    const [one, other] = await people(rally);
    const id = await group(one, other);
    expect(await command(other, "conversation.notify", { conversationId: id, level })).toEqual({
      level,
    });
    await say(one, id, "a word");
    await say(one, id, `@${other.user.username}`);
    await settled(rally, id);
    await eventually(async () => expect(await unreadKinds(other)).toEqual(expected));
    const { data } = await other.call(listUserChanges, { query: { since: 0 } });
    const row = data.find(
      (change) => change.type === "conversation" && change.conversation.id === id,
    );
    expect(row).toMatchObject({ conversation: { level } });
  });

  test("can be set only by members", async () => {
    const [one, other, stranger] = await people(rally);
    const input = { conversationId: await group(one, other), level: "none" };
    expect(await command(stranger, "conversation.notify", input)).toBe("not_found");
  });
});

test("quiet hours are pulled by every device", async () => {
  const [one] = await people(rally);
  const disturb = {
    hours: { timeZone: "Europe/Paris", from: 1320, to: 420, days: [1, 2, 3] },
    until: 1_900_000_000_000,
  };
  expect(await command(one, "notifications.disturb", disturb)).toEqual(disturb);
  const { data } = await one.call(listUserChanges, { query: { since: 0 } });
  expect(data.find(({ type }) => type === "disturb")).toMatchObject({ disturb });
  expect(await command(one, "notifications.disturb", { hours: null, until: null })).toEqual({
    hours: null,
    until: null,
  });
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
