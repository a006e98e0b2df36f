import { hash } from "node:crypto";
import { runCommands, type CommandAnswer } from "@rally/shared/commands";
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

async function send(
  by: TestPerson,
  name: string,
  userId: string,
  id = newId(),
): Promise<CommandAnswer> {
  const commands = [{ id, name, input: { userId } }];
  return (await by.call(runCommands, { body: { commands } })).data[0]!;
}

async function run(by: TestPerson, name: string, userId: string): Promise<string> {
  const answer = await send(by, name, userId);
  return answer.success ? "ok" : answer.error.code;
}

const unread = async (person: TestPerson, id: string) =>
  (await person.call(listConversations)).data.find((row) => row.id === id)?.unread;

const ignoreRows = async (person: TestPerson) =>
  (await person.call(listUserChanges, { query: { since: 0 } })).data.filter(
    ({ type }) => type === "ignore",
  );

describe("ignoring a user", () => {
  test("[S10] leaves their messages out of the unread count of the user who ignores them, and of no other", async () => {
    const [one, other, third] = [await signUp(rally), await signUp(rally), await signUp(rally)];
    const { data } = await one.call(createConversationRoute, {
      body: { kind: "group", name: "all", members: [other.id, third.id] },
    });
    await say(other, data.id, "first");
    await say(third, data.id, "second");
    expect(await unread(one, data.id)).toBe(2);
    await run(one, "user.ignore", other.id);
    await say(other, data.id, "third");
    expect([await unread(one, data.id), await unread(third, data.id)]).toEqual([1, 2]);
    await run(one, "user.unignore", other.id);
    expect(await unread(one, data.id)).toBe(3);
  });

  test("is a change for the devices of the user who ignores, and none for the ignored user", async () => {
    const [one, other] = [await signUp(rally), await signUp(rally)];
    const id = await talk(one, other);
    const before = (await other.call(listUserChanges, { query: { since: 0 } })).meta.version;
    expect(await run(one, "user.ignore", other.id)).toBe("ok");
    expect(await run(one, "user.ignore", other.id)).toBe("ok");
    expect(await ignoreRows(one)).toEqual([
      { type: "ignore", version: 3, userId: other.id, ignored: true },
    ]);
    expect((await other.call(listUserChanges, { query: { since: before } })).data).toEqual([]);
    await say(other, id, "delivered");
  });

  test("is refused for oneself and for an unknown user", async () => {
    const one = await signUp(rally);
    expect(await run(one, "user.ignore", one.id)).toBe("invalid_input");
    expect(await run(one, "user.ignore", newId())).toBe("not_found");
  });
});

describe("the former names of the commands", () => {
  test("work for an old client, which finds the former field in the answer", async () => {
    const [one, other] = [await signUp(rally), await signUp(rally)];
    expect(await send(one, "user.restrain", other.id)).toMatchObject({
      data: { userId: other.id, restrained: true, ignored: true, version: 2 },
    });
    expect(await ignoreRows(one)).toMatchObject([{ userId: other.id, ignored: true }]);
    expect(await send(one, "user.unrestrain", other.id)).toMatchObject({
      data: { restrained: false, ignored: false, version: 3 },
    });
    expect(await ignoreRows(one)).toMatchObject([{ userId: other.id, ignored: false }]);
  });

  test("[S2] take effect once with the current name, under one id", async () => {
    const [one, other] = [await signUp(rally), await signUp(rally)];
    const id = newId();
    const first = await send(one, "user.restrain", other.id, id);
    await run(one, "user.unignore", other.id);
    const again = await send(one, "user.ignore", other.id, id);
    expect(first).toMatchObject({ data: { restrained: true } });
    expect(again).toEqual({
      ...{ id, success: true, data: { userId: other.id, ignored: true, version: 2 } },
    });
    expect(await ignoreRows(one)).toMatchObject([{ ignored: false }]);
  });

  test("[S2] return an answer stored by the former release with the current field names", async () => {
    const [one, other] = [await signUp(rally), await signUp(rally)];
    const id = newId();
    await rally.database("commands").insert({
      ...{ user_id: one.id, id, name: "user.restrain" },
      input_hash: hash("sha256", `user.restrain\n{"userId":"${other.id}"}`, "buffer"),
      result: JSON.stringify({ userId: other.id, restrained: true, version: 7 }),
    });
    const answer = await send(one, "user.ignore", other.id, id);
    expect(answer).toMatchObject({ success: true });
    expect(answer).toHaveProperty("data", { userId: other.id, ignored: true, version: 7 });
    expect(await send(one, "user.restrain", other.id, id)).toHaveProperty("data", {
      ...{ userId: other.id, ignored: true, restrained: true, version: 7 },
    });
    expect(await ignoreRows(one)).toEqual([]);
  });
});

test("a server of the former release reads and writes under the former table names", async () => {
  const [one, other] = [await signUp(rally), await signUp(rally)];
  const { database } = rally;
  const place = { user_id: one.id, other_id: other.id };
  for (const restrained of [true, false]) {
    await database("restraints").insert(place).onConflict().ignore();
    await database("restraint_changes")
      .insert({ ...place, version: 1, restrained })
      .onConflict(["user_id", "other_id"])
      .merge();
  }
  expect(await database("ignores").where(place)).toHaveLength(1);
  expect(await database("ignore_changes").where(place)).toMatchObject([{ ignored: false }]);
  await run(one, "user.ignore", other.id);
  await run(one, "user.unignore", other.id);
  expect(await database("restraints").where(place)).toEqual([]);
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
