import { afterAll, describe, expect, test } from "vitest";
import { appendMember, type LogCommand } from "@rally/shared/server/log";
import { commandOf, openLogFixture } from "./testing/log-fixture.js";

const fixture = await openLogFixture();
afterAll(() => fixture.close());
const { log } = fixture;

async function group() {
  const { id, users } = await fixture.addGroup(3);
  const [owner = "", next = "", third = ""] = users;
  return { id, owner, next, third };
}

/** Returns the possible successors of the user who leaves, and changes nothing. */
const leaving = (user: string): LogCommand<unknown, string[]> =>
  commandOf(user, {
    reads: () => ({ leaving: user }),
    decide: (_call, _input, { successors }) => [...successors],
  });

describe("the possible successors of a user who leaves", () => {
  test("are read when the user is the owner, and not when a member", async () => {
    const { id, owner, next, third } = await group();
    expect(new Set(await log.execute(id, leaving(owner)))).toEqual(new Set([owner, next, third]));
    expect(await log.execute(id, leaving(next))).toEqual([]);
  });

  test("are read when the user becomes the owner in the same batch", async () => {
    const { id, owner, next, third } = await group();
    const handOver = log.execute(
      id,
      commandOf(owner, {
        reads: () => ({ members: [next] }),
        decide(_call, _input, batch) {
          appendMember(batch, owner, { role: "admin", author: owner });
          return appendMember(batch, next, { role: "owner", author: owner });
        },
      }),
    );
    const successors = log.execute(id, leaving(next));
    expect(await handOver).toBe(2);
    expect(await successors).toContain(third);
  });
});
