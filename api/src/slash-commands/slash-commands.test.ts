import { runCommands, type CommandAnswer } from "@rally/shared/commands";
import { createConversationRoute, listMessages } from "@rally/shared/conversations";
import { listChallenges } from "@rally/shared/games";
import { directConversationId, newId } from "@rally/shared/ids";
import { changeRole, listMembers } from "@rally/shared/members";
import { getProfile } from "@rally/shared/people";
import { slashCommandNames } from "@rally/shared/slash-commands";
import { afterAll, describe, expect, test } from "vitest";
import { runCommand as run, signUp, startTestRally, type TestPerson } from "../testing/index.js";
import { slashSteps } from "./steps.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const [owner, moderator, member] = [await signUp(rally), await signUp(rally), await signUp(rally)];
const created = await owner.call(createConversationRoute, {
  body: { kind: "group", name: "club", members: [moderator.id, member.id] },
});
const id = created.data.id;
await run(owner, changeRole.name, { conversationId: id, userId: moderator.id, role: "moderator" });

const type = async (
  person: TestPerson,
  text: string,
  { at = id, commandId = newId() } = {},
): Promise<CommandAnswer> => {
  const input = { conversationId: at, text };
  const commands = [{ id: commandId, name: "command.run", input }];
  const { data } = await person.call(runCommands, { body: { commands } });
  return data[0]!;
};
const done = async (person: TestPerson, text: string, at = id) => {
  const answer = await type(person, text, { at });
  expect(answer).toMatchObject({ success: true });
  return answer.success ? (answer.data as { command?: string; result: unknown }) : undefined;
};
const refused = async (person: TestPerson, text: string, at = id) => {
  const answer = await type(person, text, { at });
  return answer.success ? answer : { code: answer.error.code, fields: answer.error.fields };
};
const newest = async (person: TestPerson, at = id) => {
  const { data } = await person.call(listMessages, { params: { id: at }, query: { limit: 1 } });
  return data[0]?.content;
};
const nameOf = ({ user }: TestPerson): string => `@${user.username}`;

describe("command.run", () => {
  test("sends a text that is no command as a message", async () => {
    expect(await done(member, "hello **you**")).toMatchObject({ result: { seq: 1 } });
    expect(await newest(owner)).toEqual({ kind: "text", body: "hello **you**" });
    await done(member, "//shrug");
    expect(await newest(owner)).toEqual({ kind: "text", body: "/shrug" });
  });

  test("says what /shrug, /me and /poll say in the app", async () => {
    expect(await done(member, "/shrug who knows")).toMatchObject({ command: "shrug" });
    expect(await newest(owner)).toEqual({ kind: "text", body: "who knows ¯\\_(ツ)_/¯" });
    await done(member, "/me waves");
    expect(await newest(owner)).toEqual({ kind: "text", body: "*waves*" });
    await done(member, '/poll "Which day?" "Monday" "Tuesday"');
    expect(await newest(owner)).toMatchObject({ kind: "poll", choices: ["Monday", "Tuesday"] });
  });

  test("starts the conversation of two that /msg needs", async () => {
    await done(member, `/msg ${nameOf(owner)} just for you`);
    const direct = directConversationId(member.id, owner.id);
    expect(await newest(owner, direct)).toEqual({ kind: "text", body: "just for you" });
  });

  test("changes the profile and the details, and joins a channel by its name", async () => {
    await done(member, "/nick Mia");
    await run(member, "profile.update", { status: "reading" });
    await done(member, "/away at lunch");
    const params = { name: member.user.username };
    const { data } = await owner.call(getProfile, { params });
    expect(data).toMatchObject({ displayName: "Mia", status: "at lunch" });
    await done(member, "/back");
    expect((await owner.call(getProfile, { params })).data).toMatchObject({ status: "reading" });
    await done(owner, "/topic all about tennis");
    const name = `channel-${newId()}`;
    const body = { kind: "channel" as const, name, visibility: "public" as const };
    await owner.call(createConversationRoute, { body });
    expect(await done(member, `/join #${name}`)).toMatchObject({ result: { state: "joined" } });
  });

  test("challenges with /play the named user, or the other one of a chat of two", async () => {
    await done(member, `/play pong ${nameOf(owner)}`);
    await done(member, `/msg ${nameOf(moderator)} a game?`);
    await done(member, "/play connect-four", directConversationId(member.id, moderator.id));
    const { data } = await member.call(listChallenges);
    const shown = data.map(({ game, opponent }) => [game, opponent?.id]);
    expect(shown.sort()).toEqual([
      ["connect-four", moderator.id],
      ["pong", owner.id],
    ]);
  });

  test("moderates: mute, unmute, ban, unban, kick", async () => {
    await done(moderator, `/mute ${nameOf(member)} 2h too loud`);
    expect(await refused(member, "but")).toMatchObject({ code: "muted" });
    await done(moderator, `/unmute ${nameOf(member)}`);
    await done(member, "thanks");
    await done(moderator, `/ban ${nameOf(member)}`);
    expect(await refused(member, "hello?")).toMatchObject({ code: "not_found" });
    await done(moderator, `/unban ${nameOf(member)}`);
    await run(moderator, "member.add", { conversationId: id, userId: member.id });
    await done(moderator, `/kick ${nameOf(member)}`);
    const { data } = await owner.call(listMembers, { params: { id }, query: {} });
    expect(data.map(({ user }) => user.id)).not.toContain(member.id);
    await run(moderator, "member.add", { conversationId: id, userId: member.id });
  });

  test("lists with /help what works there for the user", async () => {
    const ofMember = (await done(member, "/help"))?.result as string[];
    expect(ofMember).toContain("shrug");
    expect(ofMember).not.toContain("ban");
    expect((await done(owner, "/help"))?.result).toEqual(slashCommandNames);
  });

  test("takes effect once, however often it is sent, also with a time in it", async () => {
    const commandId = newId();
    const text = `/mute ${nameOf(member)} 1h`;
    const answers = await Promise.all([1, 2, 3].map(() => type(moderator, text, { commandId })));
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    await done(moderator, `/unmute ${nameOf(member)}`);
    expect(await type(moderator, text, { commandId })).toEqual(answers[0]);
    await done(member, "still unmuted");
    const sentTwice = newId();
    const first = await type(member, "only once", { commandId: sentTwice });
    expect(await type(member, "only once", { commandId: sentTwice })).toEqual(first);
    expect(await type(member, "another", { commandId: sentTwice })).toMatchObject({
      success: false,
      error: { code: "id_conflict" },
    });
  });
});

describe("command.run is refused", () => {
  test.each([
    ["/nonsense", { code: "unknown_command", fields: { text: ["unknown"] } }],
    ["/kick", { code: "invalid_input", fields: { text: ["required"] } }],
    ["/mute @somebody_else soon", { code: "not_found" }],
    ["/kick not-a-name!", { code: "invalid_input", fields: { text: ["format"] } }],
    [`/nick ${"x".repeat(500)}`, { code: "invalid_input", fields: { text: ["too_long"] } }],
    ["/play pong", { code: "invalid_input", fields: { text: ["required"] } }],
    ["/play chess", { code: "invalid_input", fields: { text: ["format"] } }],
    ["/leave now", { code: "invalid_input", fields: { text: ["unknown"] } }],
    ['/poll "one" "two"', { code: "invalid_input" }],
    ["", { code: "invalid_input" }],
  ])("for %s", async (text, expected) => {
    expect(await refused(owner, text)).toMatchObject(expected);
  });

  test("for the user's own name, a role that does not allow it, and a wrong kind of conversation", async () => {
    expect(await refused(owner, `/kick ${nameOf(owner)}`)).toMatchObject({
      code: "invalid_input",
      fields: { text: ["wrong"] },
    });
    expect(await refused(member, `/ban ${nameOf(owner)}`)).toMatchObject({ code: "forbidden" });
    await done(member, `/msg ${nameOf(owner)} hi`);
    const direct = directConversationId(member.id, owner.id);
    expect(await refused(member, "/topic none", direct)).toMatchObject({ code: "forbidden" });
  });

  test("alike in unknown conversations and those of others", async () => {
    const outsider = await signUp(rally);
    const unknown = await refused(outsider, "hello", newId());
    expect(unknown).toMatchObject({ code: "not_found" });
    expect(await refused(outsider, "hello")).toEqual(unknown);
  });
});

test("every slash command has its steps on the server", () => {
  expect(Object.keys(slashSteps)).toEqual(slashCommandNames);
});
