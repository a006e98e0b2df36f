import { renameAccount } from "@rally/shared/accounts";
import { createConversationRoute } from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { addMember, leaveConversation, listMembers } from "@rally/shared/members";
import { updateProfile } from "@rally/shared/people";
import { afterAll, describe, expect, test } from "vitest";
import { runCommand as run, signUp, startTestRally, type TestPerson } from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());
const { database } = rally;

async function named(displayName: string, username?: string): Promise<TestPerson> {
  const person = await signUp(rally, username === undefined ? {} : { username });
  await run(person, updateProfile.name, { displayName });
  return person;
}

const owner = await named("Olga Olsen");
const [anna, andrea, bob] = [
  await named("Anna Andersson"),
  await named("Andrea Émile", "zz_andy"),
  await named("Bob", "bob_the_first"),
];
const stranger = await named("Anna Elsewhere");

async function group(...members: TestPerson[]): Promise<string> {
  const body = { kind: "group" as const, name: "club", members: members.map(({ id }) => id) };
  return (await owner.call(createConversationRoute, { body })).data.id;
}
const club = await group(anna, andrea, bob);

const found = async (search: string, id = club) =>
  (await owner.call(listMembers, { params: { id }, query: { search } })).data.map(
    ({ user }) => user.displayName,
  );

describe("the search of members", () => {
  test.each([
    ["the beginning of a word of the display name", "and", ["Anna Andersson", "Andrea Émile"]],
    ["capital letters", "BO", ["Bob"]],
    ["the beginning of a user name", "zz_an", ["Andrea Émile"]],
    ["a user name with its @", "@bob_the", ["Bob"]],
    ["the beginnings of several words", "anna and", ["Anna Andersson"]],
    ["a shorter word that decides between two", "an é", ["Andrea Émile"]],
    ["letters with accents", "émi", ["Andrea Émile"]],
    ["a text that no name has", "xyz", []],
    ["the middle of a word", "ndrea", []],
    ["a text without letters", "!?", []],
  ])("finds members by %s", async (_what, search, names) => {
    expect((await found(search)).sort()).toEqual([...names].sort());
  });

  test("lists everyone for a blank text", async () => {
    expect(await found("  ")).toHaveLength(4);
  });

  test("[S4] is refused to users who are not members", async () => {
    const { status } = await stranger.ask(listMembers, {
      ...{ params: { id: club }, query: { search: "anna" } },
    });
    expect(status).toBe(404);
  });

  test("finds a member who was added, and not one who left", async () => {
    const id = await group(anna);
    await run(owner, addMember.name, { conversationId: id, userId: bob.id });
    expect(await found("bob", id)).toEqual(["Bob"]);
    await run(bob, leaveConversation.name, { conversationId: id });
    expect(await found("bob", id)).toEqual([]);
  });

  test("follows a changed display name and user name", async () => {
    const person = await named("Before");
    const id = await group(person);
    await run(person, updateProfile.name, { displayName: "After" });
    await person.call(renameAccount, { body: { username: `new_${newId().slice(-12)}` } });
    expect(await found("before", id)).toEqual([]);
    expect(await found("after", id)).toEqual(["After"]);
    expect(await found("new_", id)).toEqual(["After"]);
    expect(await found("after", WORLD_CONVERSATION_ID)).toEqual(["After"]);
  });

  test("returns each member once, over all pages", async () => {
    const people = await Promise.all(
      Array.from({ length: 7 }, (_, n) => named(`Twin Twig ${String(n)}`)),
    );
    const id = await group(...people);
    for (const search of ["tw", "tw twi"]) {
      const pages: string[] = [];
      let after: string | undefined;
      do {
        const query = { search, limit: 2, ...(after && { after }) };
        const { data, meta } = await owner.call(listMembers, { params: { id }, query });
        pages.push(...data.map(({ user }) => user.id));
        after = meta.next;
      } while (after);
      expect(pages.sort()).toEqual(people.map((person) => person.id).sort());
    }
  });

  test("applies a changed name to 200 conversations at once, and to the rest by and by", async () => {
    const person = await named("Many");
    await database.raw(
      `with made as (insert into conversations (id, kind, name, epoch)
          select gen_random_uuid(), 'group', 'many', 1 from generate_series(1, 450) returning id)
        insert into memberships (conversation_id, user_id) select id, ? from made`,
      [person.id],
    );
    await run(person, updateProfile.name, { displayName: "Renamed" });
    const words = (word: string) =>
      database("member_words").where({ user_id: person.id, word }).pluck("conversation_id");
    expect(await words("renamed")).toHaveLength(200);
    await database.raw("select refresh_member_words(user_id, 200) from stale_member_words");
    await database.raw("select refresh_member_words(user_id, 200) from stale_member_words");
    // The groups and the world chat.
    expect(await words("renamed")).toHaveLength(451);
    expect(await words("many")).toEqual([]);
    expect(await database("stale_member_words")).toEqual([]);
  });
});
