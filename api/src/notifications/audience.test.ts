import { afterAll, expect, test } from "vitest";
import { startTestRally } from "../testing/index.js";
import { readHiddenPairs } from "./audience.js";
import { command, people } from "./testing/setup.js";

const rally = await startTestRally();
afterAll(() => rally.close());

/** Runs a command by one user on another. @returns whether each is notified of the other, in turn */
async function notified(name: string): Promise<[boolean, boolean]> {
  const [one, other] = await people(rally);
  await command(one, name, { userId: other.id });
  const both = [one.id, other.id];
  const isHidden = await rally.database.transaction((trx) => readHiddenPairs(trx, both, both));
  return [!isHidden(one.id, other.id), !isHidden(other.id, one.id)];
}

test("an ignored user does not notify the user who ignores them", async () => {
  expect(await notified("user.ignore")).toEqual([false, true]);
});

test("[S14] two users with a block between them do not notify each other", async () => {
  expect(await notified("user.block")).toEqual([false, false]);
});
