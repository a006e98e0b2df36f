import { findPeople } from "@rally/shared/people";
import { newId } from "@rally/shared/ids";
import { afterAll, describe, expect, test } from "vitest";
import { signUp, startTestRally } from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const names = ["anna", "annabel", "ann_a", "an_b", "anxb", "bob"];
const people = await Promise.all(names.map((username) => signUp(rally, { username })));
const [anna] = people;

async function found(query: Record<string, string | number | string[]>): Promise<string[]> {
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
  ])("by the beginning of a name matches it literally: %s", async (search, expected) => {
    expect(await found({ search })).toEqual(expected);
  });

  test("returns as many as requested, in the order of names", async () => {
    expect(await found({ search: "an", limit: 2 })).toEqual(["an_b", "ann_a"]);
    expect((await found({})).length).toBe(names.length);
  });

  test("by id leaves out unknown users", async () => {
    const ids = [people[5]?.id ?? "", newId(), people[0]?.id ?? ""];
    expect((await found({ id: ids })).sort()).toEqual(["anna", "bob"]);
    expect(await found({ id: ids[0] ?? "" })).toEqual(["bob"]);
  });

  test("takes ids joined by commas, as older clients send them", async () => {
    const ids = [people[5]?.id, newId(), people[0]?.id].join();
    expect((await found({ ids })).sort()).toEqual(["anna", "bob"]);
  });

  test("returns only public data", async () => {
    const { data } = (await anna?.call(findPeople, { query: { search: "bob" } })) ?? { data: [] };
    expect(data).toEqual([{ id: people[5]?.id, username: "bob", displayName: "bob" }]);
  });
});
