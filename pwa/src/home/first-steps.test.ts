import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { expect, test } from "vitest";
import { setUp, signUpDevice } from "../testing/index.js";
import { keepFirstSteps, readFirstSteps } from "./first-steps.js";

async function newUser() {
  await setUp();
  const { database, ...device } = await signUpDevice();
  const { username } = device;
  const own = { id: database.userId, username, displayName: username, fetchedAt: 0 };
  await database.people.put(own);
  return { database, own };
}

test("a first step that was done once stays done", async () => {
  const { database, own } = await newUser();
  expect(await readFirstSteps(database)).toEqual(new Set());
  await database.people.put({ ...own, avatar: "picture", displayName: "Ada" });
  const done = await readFirstSteps(database);
  expect(done).toEqual(new Set(["picture", "name"]));
  await keepFirstSteps(database, { done: done ?? [] });
  await database.people.put(own);
  expect(await readFirstSteps(database)).toEqual(new Set(["picture", "name"]));
});

test("finds the user's message in the world chat that another device sent", async () => {
  const { database } = await newUser();
  const message = { conversation: WORLD_CONVERSATION_ID, version: 1 };
  const content = { kind: "text", body: "Hello" } as const;
  const add = (id: string, seq: number, author: string) =>
    database.messages.put({
      ...message,
      type: "message",
      counts: 0,
      id,
      seq,
      author,
      at: 0,
      content,
    });
  await add("one", 1, "somebody-else");
  expect(await readFirstSteps(database)).toEqual(new Set());
  await add("two", 2, database.userId);
  expect(await readFirstSteps(database)).toEqual(new Set(["hello"]));
});

test("the steps are hidden after they are dismissed or all done", async () => {
  const { database } = await newUser();
  const all = ["picture", "name", "people", "hello"] as const;
  await keepFirstSteps(database, { done: all });
  expect(await readFirstSteps(database)).toEqual(new Set(all));
  await keepFirstSteps(database, { dismissed: true });
  expect(await readFirstSteps(database)).toBeUndefined();
});
