import { runCommands, type CommandAnswer } from "@rally/shared/commands";
import { listUserChanges } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { findPeople, getProfile } from "@rally/shared/people";
import { afterAll, describe, expect, test } from "vitest";
import { signUp, startTestRally, type TestPerson } from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

async function run(by: TestPerson, name: string, input: object): Promise<CommandAnswer> {
  const { data } = await by.call(runCommands, {
    body: { commands: [{ id: newId(), name, input }] },
  });
  return data[0]!;
}

const profileOf = (by: TestPerson, name: string) => by.ask(getProfile, { params: { name } });

describe("a profile", () => {
  test("is visible to all users, whatever the case of the name in the request", async () => {
    const [one, other] = [await signUp(rally), await signUp(rally)];
    const fields = { displayName: "Ada 🎾 Lovelace", bio: "Two\nlines", status: "🏓 on the court" };
    expect(await run(one, "profile.update", fields)).toMatchObject({ success: true });
    for (const name of [one.user.username, one.user.username.toUpperCase()]) {
      expect((await profileOf(other, name)).body).toMatchObject({
        data: { id: one.id, ...fields },
      });
    }
  });

  test("keeps the fields that an update does not name", async () => {
    const one = await signUp(rally);
    await run(one, "profile.update", { bio: "I play", status: "here" });
    await run(one, "profile.update", { status: "" });
    expect((await profileOf(one, one.user.username)).body).toMatchObject({
      data: { bio: "I play", status: "", displayName: one.user.displayName },
    });
  });

  test("away replaces the status, and back restores it", async () => {
    const [one, other] = [await signUp(rally), await signUp(rally)];
    const own = { status: "🏓 on the court" };
    const update = (input: object) => run(one, "profile.update", input);
    const seen = async (by: TestPerson) => {
      const { status, statusBeforeAway } = (
        await by.call(getProfile, { params: { name: one.user.username } })
      ).data;
      return { status, ...(statusBeforeAway !== undefined && { statusBeforeAway }) };
    };
    await update(own);
    await update({ away: "at lunch" });
    await update({ away: "still at lunch" });
    expect(await seen(other)).toEqual({ status: "still at lunch" });
    expect(await seen(one)).toEqual({ status: "still at lunch", statusBeforeAway: own.status });
    await update({ away: null });
    expect([await seen(one), await seen(other)]).toEqual([own, own]);
    await update({ away: null });
    expect(await seen(one)).toEqual(own);
    await update({ away: "out" });
    await update({ status: "working" });
    await update({ away: null });
    expect(await seen(one)).toEqual({ status: "working" });
  });

  test.each([
    ["displayName", " \n "],
    ["displayName", "two\nlines"],
    ["displayName", "x".repeat(51)],
    ["status", "x".repeat(81)],
    ["status", "two\nlines"],
    ["away", "two\nlines"],
    ["bio", "x".repeat(501)],
    ["bio", "nul\0"],
    ["avatar", "a".repeat(64)],
  ])("refuses a %s like %j", async (field, value) => {
    const one = await signUp(rally);
    const answer = await run(one, "profile.update", { [field]: value });
    expect(answer).toMatchObject({
      error: { code: "invalid_input", fields: { [field]: [expect.any(String)] } },
    });
  });

  test("changed on one device is pulled by the others", async () => {
    const one = await signUp(rally);
    const { meta } = await one.call(listUserChanges, { query: { since: 0 } });
    await run(one, "profile.update", { status: "away" });
    const { data } = await one.call(listUserChanges, { query: { since: meta.version } });
    expect(data).toMatchObject([{ type: "profile", profile: { status: "away" } }]);
  });

  test("[S14] is not found by users with a block between them and its owner, nor after a ban", async () => {
    const [one, other, third] = [await signUp(rally), await signUp(rally), await signUp(rally)];
    await run(one, "user.block", { userId: other.id });
    const unknown = (await profileOf(one, "nobody_here")).body;
    expect((await profileOf(one, other.user.username)).body).toEqual(unknown);
    expect((await profileOf(other, one.user.username)).body).toEqual(unknown);
    expect((await profileOf(third, one.user.username)).status).toBe(200);
    await rally.database("users").where("id", other.id).update({ banned_at: new Date() });
    expect((await profileOf(third, other.user.username)).body).toEqual(unknown);
  });
});

describe("the directory", () => {
  test("finds users by the beginning of the username or of any word of the display name", async () => {
    const [one, by] = [await signUp(rally, { username: "zebra_9" }), await signUp(rally)];
    await run(one, "profile.update", { displayName: "Élodie d'Arc-Martin" });
    for (const search of ["zebra", "@ZEB", "élo", "ÉLODIE", "arc", "mart", "arc élo"]) {
      const { data } = await by.call(findPeople, { query: { search } });
      expect(
        data.map(({ id }) => id),
        search,
      ).toEqual([one.id]);
    }
    for (const search of ["ebra", "lodie", "arc nobody", "'", "%", "a:*|b", "\\"]) {
      const { data } = await by.call(findPeople, { query: { search } });
      expect(
        data.map(({ id }) => id),
        search,
      ).not.toContain(one.id);
    }
  });

  test("comes page by page, with each user once", async () => {
    const by = await signUp(rally);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const query = { limit: 3, ...(after !== undefined && { after }) };
      const { data, meta } = await by.call(findPeople, { query });
      seen.push(...data.map(({ username }) => username));
      after = meta.next;
    } while (after !== undefined);
    expect(seen).toEqual([...new Set(seen)].sort());
    expect(seen).toContain(by.user.username);
  });
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
