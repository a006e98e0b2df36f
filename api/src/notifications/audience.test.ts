import { afterAll, expect, test } from "vitest";
import { startTestRally } from "../testing/index.js";
import { readParted } from "./audience.js";
import { command, people } from "./testing/scene.js";

const rally = await startTestRally();
afterAll(() => rally.close());

/** Of two who both write and read: whether the first hears of the second, and the other way round. */
async function hear(name: string): Promise<[boolean, boolean]> {
  const [one, other] = await people(rally);
  await command(one, name, { userId: other.id });
  const both = [one.id, other.id];
  const parted = await rally.database.transaction((trx) => readParted(trx, both, both));
  return [!parted(one.id, other.id), !parted(other.id, one.id)];
}

test("a restraint silences the other for whoever made it, and nobody for the other", async () => {
  expect(await hear("user.restrain")).toEqual([false, true]);
});

test("[S14] a block parts both", async () => {
  expect(await hear("user.block")).toEqual([false, false]);
});
