import { afterAll, describe, expect, test } from "vitest";
import type { LogWork } from "./log-work.js";
import { openLogFixture } from "./testing/log-fixture.js";

const fixture = await openLogFixture();
afterAll(() => fixture.close());
const { log } = fixture;

async function group() {
  const { id, users } = await fixture.addGroup(3);
  const [owner = "", next = "", third = ""] = users;
  return { id, owner, next, third };
}

/** Asks who could follow the one who leaves, and changes nothing. */
const leaving = (user: string): LogWork<string[]> => ({
  ...{ leaving: user, members: [user], bytes: 1 },
  run: ({ eldest }) => [...eldest],
});

describe("who could follow the one who leaves", () => {
  test("is read where they are the owner, and not where they are a member", async () => {
    const { id, owner, next, third } = await group();
    expect(new Set(await log.change(id, leaving(owner)))).toEqual(new Set([owner, next, third]));
    expect(await log.change(id, leaving(next))).toEqual([]);
  });

  test("is read where they become the owner in the same batch", async () => {
    const { id, owner, next, third } = await group();
    const handOver = log.change(id, {
      ...{ members: [owner, next], bytes: 1 },
      run(batch) {
        batch.appendMember(owner, "admin", owner);
        return batch.appendMember(next, "owner", owner);
      },
    });
    const successors = log.change(id, leaving(next));
    expect(await handOver).toBe(2);
    expect(await successors).toContain(third);
  });
});
