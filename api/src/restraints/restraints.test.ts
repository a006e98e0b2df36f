import { runCommands } from "@rally/shared/commands";
import {
  createConversationRoute,
  listConversations,
  listUserChanges,
} from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { afterAll, describe, expect, test } from "vitest";
import { say, signUp, startTestRally, talk, type TestPerson } from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

async function tell(by: TestPerson, name: string, input: object): Promise<string> {
  const { data } = await by.call(runCommands, {
    body: { commands: [{ id: newId(), name, input }] },
  });
  const [answer] = data;
  return answer?.success ? "ok" : answer!.error.code;
}

const unread = async (who: TestPerson, id: string) =>
  (await who.call(listConversations)).data.find((one) => one.id === id)?.unread;

describe("a restraint", () => {
  test("[S10] leaves somebody's messages out of one's own count, and of nobody else's", async () => {
    const [one, other, third] = [await signUp(rally), await signUp(rally), await signUp(rally)];
    const { data } = await one.call(createConversationRoute, {
      body: { kind: "group", name: "all", members: [other.id, third.id] },
    });
    await say(other, data.id, "loud");
    await say(third, data.id, "calm");
    expect(await unread(one, data.id)).toBe(2);
    await tell(one, "user.restrain", { userId: other.id });
    await say(other, data.id, "louder");
    expect([await unread(one, data.id), await unread(third, data.id)]).toEqual([1, 2]);
    await tell(one, "user.unrestrain", { userId: other.id });
    expect(await unread(one, data.id)).toBe(3);
  });

  test("is told to one's own devices, and the other never learns of it", async () => {
    const [one, other] = [await signUp(rally), await signUp(rally)];
    const id = await talk(one, other);
    const before = (await other.call(listUserChanges, { query: { since: 0 } })).meta.version;
    for (const name of ["user.restrain", "user.restrain"]) {
      expect(await tell(one, name, { userId: other.id })).toBe("ok");
    }
    const { data } = await one.call(listUserChanges, { query: { since: 1 } });
    expect(data.filter(({ type }) => type === "restraint")).toEqual([
      { type: "restraint", version: 3, userId: other.id, restrained: true },
    ]);
    expect((await other.call(listUserChanges, { query: { since: before } })).data).toEqual([]);
    await say(other, id, "still taken");
  });

  test("of oneself or of nobody is none", async () => {
    const one = await signUp(rally);
    expect(await tell(one, "user.restrain", { userId: one.id })).toBe("invalid_input");
    expect(await tell(one, "user.restrain", { userId: newId() })).toBe("not_found");
  });
});

test("nothing failed on the server's side", () => {
  expect(rally.errors).toEqual([]);
});
