import { findPeople } from "@rally/shared/people";
import { newId } from "@rally/shared/ids";
import { afterAll, describe, expect, test } from "vitest";
import { signUp, startTestRally } from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const names = ["anna", "annabel", "ann_a", "an_b", "anxb", "bob"];
const people = await Promise.all(names.map((username) => signUp(rally, { username })));
const [anna] = people;

async function found(query: Record<string, string | number>): Promise<string[]> {
  const { data } = (await anna?.call(findPeople, { query })) ?? { data: [] };
  return data.map(({ username }) => username);
}

describe("finding people", () => {
  test.each([
    ["anna", ["anna", "annabel"]],
    ["ANNA", ["anna", "annabel"]],
    ["@anna", ["anna", "annabel"]],
    [" anna ", ["anna", "annabel"]],
    ["an_", ["an_b"]],
    ["%", []],
    ["a%", []],
    ["\\", []],
    ["nna", []],
    ["' or '1'='1", []],
  ])("by the beginning of a name takes it as it is written: %s", async (search, expected) => {
    expect(await found({ search })).toEqual(expected);
  });

  test("answers as many as asked for, in the order of names", async () => {
    expect(await found({ search: "an", limit: 2 })).toEqual(["an_b", "ann_a"]);
    expect((await found({})).length).toBe(names.length);
  });

  test("by their ids leaves out who is not there", async () => {
    const ids = [people[5]?.id, newId(), people[0]?.id].join();
    expect((await found({ ids })).sort()).toEqual(["anna", "bob"]);
  });

  test("tells nothing of them but what everyone may know", async () => {
    const { data } = (await anna?.call(findPeople, { query: { search: "bob" } })) ?? { data: [] };
    expect(data).toEqual([{ id: people[5]?.id, username: "bob", displayName: "bob" }]);
  });
});
