import { runCommands, type CommandAnswer } from "@rally/shared/commands";
import {
  createConversationRoute,
  deleteMessageRoute,
  listChanges,
  listMessages,
  listUserChanges,
  listVotes,
  sendMessageRoute,
  type PollContent,
} from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { blockUser } from "@rally/shared/relationships";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  openRoom,
  say,
  signUp,
  startTestRally,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const [alice, bob, carol] = [await signUp(rally), await signUp(rally), await signUp(rally)];
const id = await group(alice, bob, carol);

async function group(owner: TestPerson, ...members: TestPerson[]): Promise<string> {
  const { data } = await owner.call(createConversationRoute, {
    body: { kind: "group", name: "lunch", members: members.map((person) => person.id) },
  });
  return data.id;
}

const lunch: PollContent = {
  kind: "poll",
  question: "What's for lunch?",
  choices: ["Soup", "Salad", "Pie"],
  multiple: false,
  anonymous: false,
};

async function ask(by: TestPerson, changes: Partial<PollContent> = {}, to = id): Promise<string> {
  const content = { ...lunch, ...changes };
  const body = { id: newId(), content };
  return (await by.call(sendMessageRoute, { params: { id: to }, body })).data.id;
}

async function run(by: TestPerson, ...inputs: [name: string, input: object][]) {
  const commands = inputs.map(([name, input]) => ({ id: newId(), name, input }));
  return (await by.call(runCommands, { body: { commands } })).data;
}

async function vote(by: TestPerson, messageId: string, choices: number[]): Promise<CommandAnswer> {
  return (await run(by, ["poll.vote", { conversationId: id, messageId, choices }]))[0]!;
}

async function close(by: TestPerson, messageId: string): Promise<CommandAnswer> {
  return (await run(by, ["poll.close", { conversationId: id, messageId }]))[0]!;
}

const codeOf = (answer: CommandAnswer) => (answer.success ? "ok" : answer.error.code);
const fieldsOf = (answer: CommandAnswer) => (answer.success ? {} : answer.error.fields);

async function inHistory(person: TestPerson, messageId: string) {
  const { meta } = await person.call(listMessages, { params: { id }, query: {} });
  return meta.related?.filter((row) => row.type === "vote").find((row) => row.id === messageId);
}

const votersOf = (person: TestPerson, messageId: string, query = {}) =>
  person.call(listVotes, { params: { id, messageId }, query });

describe("a vote", () => {
  test("is counted in history and changes, with each reader's own choices", async () => {
    const poll = await ask(alice);
    await vote(alice, poll, [0]);
    await vote(bob, poll, [1]);
    const last = await vote(bob, poll, [0]);
    expect(last).toMatchObject({ data: { id: poll, counts: [2, 0, 0], voters: 2 } });
    const version = (last as { data: { version: number } }).data.version;
    const row = { type: "vote", id: poll, version, counts: [2, 0, 0], voters: 2 };
    expect(await inHistory(alice, poll)).toEqual({ ...row, mine: [0] });
    expect(await inHistory(carol, poll)).toEqual({ ...row, mine: [] });
    const changes = await bob.call(listChanges, { params: { id }, query: { since: version - 1 } });
    expect(changes.data).toEqual([{ ...row, mine: [0] }]);
  });

  test("reaches the room with its author, choices and all counts", async () => {
    const poll = await ask(alice, { multiple: true });
    const room = await openRoom(rally, bob.token, `conversation.${id}`);
    await vote(carol, poll, [0, 2]);
    await eventually(() =>
      expect(room.tail().at(-1)).toMatchObject({
        ...{ type: "vote", id: poll, author: carol.id, choices: [0, 2] },
        ...{ counts: [1, 0, 1], voters: 1 },
      }),
    );
    room.leave();
  });

  test("can be taken back, and the same vote again makes no change", async () => {
    const poll = await ask(alice);
    const first = await vote(bob, poll, [2]);
    const again = await vote(bob, poll, [2]);
    expect(again).toMatchObject({ data: { version: (first as never)["data"]["version"] } });
    expect(await vote(bob, poll, [])).toMatchObject({ data: { counts: [0, 0, 0], voters: 0 } });
    expect((await votersOf(alice, poll)).data).toEqual([]);
    expect(await vote(bob, poll, [1])).toMatchObject({ data: { counts: [0, 1, 0], voters: 1 } });
  });

  test("sent twice under one id, also with its poll in one request, takes effect once [S2]", async () => {
    const poll = {
      id: newId(),
      name: "message.send",
      input: { conversationId: id, content: lunch },
    };
    const input = { conversationId: id, messageId: poll.id, choices: [1] };
    const cast = { id: newId(), name: "poll.vote", input };
    const taken = { id: newId(), name: "poll.vote", input: { ...input, choices: [] } };
    const commands = [poll, cast, taken, cast, taken];
    const { data } = await bob.call(runCommands, { body: { commands } });
    expect(data[1]).toMatchObject({ data: { counts: [0, 1, 0], voters: 1 } });
    expect(data[3]).toEqual(data[1]);
    expect(data[4]).toEqual(data[2]);
    expect(await inHistory(bob, poll.id)).toMatchObject({ counts: [0, 0, 0], mine: [] });
  });

  test("of many users at once loses none", async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => signUp(rally)));
    const crowd = await group(alice, ...people);
    for (const anonymous of [false, true]) {
      const poll = await ask(alice, { anonymous }, crowd);
      const input = { conversationId: crowd, messageId: poll };
      const answers = await Promise.all(
        people.map((person, index) =>
          run(person, ["poll.vote", { ...input, choices: [index % 2] }]),
        ),
      );
      expect(answers.flat().map(codeOf)).toEqual(people.map(() => "ok"));
      const { meta } = await people[3]!.call(listMessages, { params: { id: crowd }, query: {} });
      expect(
        meta.related?.filter(({ type }) => type === "vote").at(anonymous ? -1 : 0),
      ).toBeTruthy();
      const row = meta.related?.find((one) => one.type === "vote" && one.id === poll);
      expect(row).toMatchObject({ counts: [4, 4, 0], voters: 8, mine: [1] });
    }
  });

  test.each([
    ["an unknown choice", {}, [3], { choices: ["unknown"] }],
    ["a repeated choice", { multiple: true }, [1, 1], { choices: ["taken"] }],
    ["two choices where one is allowed", {}, [0, 1], { choices: ["too_long"] }],
    ["a negative choice", {}, [-1], { "choices.0": ["too_small"] }],
  ])("for %s is refused", async (_what, changes, choices, fields) => {
    const answer = await vote(bob, await ask(alice, changes), choices);
    expect([codeOf(answer), fieldsOf(answer)]).toEqual(["invalid_input", fields]);
  });

  test("is refused for other messages, deleted polls, outsiders and blocked users", async () => {
    const { id: text } = await say(alice, id, "no poll");
    expect(fieldsOf(await vote(bob, text, [0]))).toEqual({ messageId: ["wrong"] });
    const poll = await ask(alice);
    expect(codeOf(await vote(await signUp(rally), poll, [0]))).toBe("not_found");
    await alice.call(deleteMessageRoute, { params: { id, messageId: poll } });
    expect(codeOf(await vote(bob, poll, [0]))).toBe("message_deleted");
    const [one, other] = [await signUp(rally), await signUp(rally)];
    const direct = await one.call(createConversationRoute, {
      body: { kind: "direct", userId: other.id },
    });
    const between = await ask(one, {}, direct.data.id);
    await run(one, [blockUser.name, { userId: other.id }]);
    const input = { conversationId: direct.data.id, messageId: between, choices: [0] };
    expect(codeOf((await run(other, ["poll.vote", input]))[0]!)).toBe("blocked");
  });
});

describe("a poll", () => {
  test.each([
    ["one choice", { choices: ["a"] }, { "content.choices": ["too_short"] }],
    [
      "13 choices",
      { choices: Array.from({ length: limits.pollChoices + 1 }, String) },
      { "content.choices": ["too_long"] },
    ],
    ["a repeated choice", { choices: ["a", "b", " a "] }, { "content.choices.2": ["taken"] }],
    ["a blank choice", { choices: ["a", " "] }, { "content.choices.1": ["required"] }],
    ["a long choice", { choices: ["a", "x".repeat(101)] }, { "content.choices.1": ["too_long"] }],
    ["a blank question", { question: "\u200B" }, { "content.question": ["required"] }],
    ["a long question", { question: "x".repeat(301) }, { "content.question": ["too_long"] }],
    ["a time that is none", { closesAt: -1 }, { "content.closesAt": ["too_small"] }],
  ])("with %s is refused with the name of the field", async (_what, changes, fields) => {
    const body = { id: newId(), content: { ...lunch, ...changes } };
    const reply = await alice.ask(sendMessageRoute, { params: { id }, body });
    expect(reply.body).toMatchObject({ error: { code: "invalid_input" } });
    expect(!reply.body.success && reply.body.error.fields).toEqual(fields);
  });

  test("is closed by its author or a moderator, once, and then takes no votes", async () => {
    const poll = await ask(bob);
    await vote(carol, poll, [1]);
    expect(codeOf(await close(carol, poll))).toBe("not_the_author");
    const closed = await close(bob, poll);
    expect(closed).toMatchObject({ data: { counts: [0, 1, 0], voters: 1 } });
    const { version, closedAt } = (closed as { data: { version: number; closedAt: number } }).data;
    expect(await close(alice, poll)).toMatchObject({ data: { version, closedAt } });
    for (const choices of [[0], []]) {
      expect(codeOf(await vote(carol, poll, choices))).toBe("poll_closed");
    }
    expect(await inHistory(carol, poll)).toMatchObject({ version, closedAt, mine: [1] });
    const others = await ask(bob);
    expect(await close(alice, others)).toMatchObject({ success: true });
  });

  test("takes no votes from the time on at which it closes", async () => {
    const poll = await ask(alice, { closesAt: Date.now() - 1 });
    expect(codeOf(await vote(bob, poll, [0]))).toBe("poll_closed");
    const later = await ask(alice, { closesAt: Date.now() + 3_600_000 });
    expect(codeOf(await vote(bob, later, [0]))).toBe("ok");
  });

  test("is not edited, and no message becomes a poll", async () => {
    const poll = await ask(bob);
    const { id: text } = await say(bob, id, "text");
    const edit = (messageId: string, content: object) =>
      run(bob, ["message.edit", { conversationId: id, messageId, content }]);
    const [toText] = await edit(poll, { kind: "text", body: "other" });
    expect(codeOf(toText!)).toBe("not_editable");
    const [toPoll] = await edit(text, lunch);
    expect(codeOf(toPoll!)).toBe("invalid_input");
  });
});

describe("the votes of a poll", () => {
  test("are listed page by page, without those of blocked users [S14]", async () => {
    const poll = await ask(alice, { multiple: true });
    const voters = [alice, bob, carol].sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const [index, person] of voters.entries()) await vote(person, poll, [index]);
    const first = await votersOf(bob, poll, { limit: 2 });
    expect(first.data.map(({ user, choices }) => [user.id, choices])).toEqual([
      [voters[0]!.id, [0]],
      [voters[1]!.id, [1]],
    ]);
    const rest = await votersOf(bob, poll, { limit: 2, after: first.meta.next });
    expect(rest.data.map(({ user }) => user.id)).toEqual([voters[2]!.id]);
    const [reader, blocked] = [await signUp(rally), await signUp(rally)];
    const here = await group(alice, reader, blocked);
    const other = await ask(alice, {}, here);
    const input = { conversationId: here, messageId: other, choices: [0] };
    await run(blocked, ["poll.vote", input]);
    await run(alice, ["poll.vote", input]);
    await run(blocked, [blockUser.name, { userId: reader.id }]);
    const params = { id: here, messageId: other };
    const seen = await reader.call(listVotes, { params, query: {} });
    expect(seen.data.map(({ user }) => user.id)).toEqual([alice.id]);
  });

  test("are not told of anonymous polls, texts and messages elsewhere", async () => {
    const anonymous = await ask(alice, { anonymous: true });
    await vote(bob, anonymous, [0]);
    for (const messageId of [anonymous, (await say(alice, id, "text")).id]) {
      expect(await alice.ask(listVotes, { params: { id, messageId } })).toMatchObject({
        status: 403,
      });
    }
    const messageId = await ask(alice);
    const elsewhere = await group(bob);
    for (const [person, here] of [[bob, elsewhere] as const, [await signUp(rally), id] as const]) {
      const reply = await person.ask(listVotes, { params: { id: here, messageId } });
      expect(reply).toMatchObject({ status: 404 });
    }
  });
});

describe("a vote in an anonymous poll", () => {
  test("is told to other members without its author and choices", async () => {
    // A new reader has no notifications of earlier tests.
    const reader = await signUp(rally);
    const here = await group(reader, bob, carol);
    const poll = await ask(reader, { anonymous: true }, here);
    const room = await openRoom(rally, reader.token, `conversation.${here}`);
    const input = { conversationId: here, messageId: poll, choices: [2] };
    const own = await reader.call(listUserChanges, { query: { since: 0 } });
    const [answer] = await run(bob, ["poll.vote", input]);
    const version = (answer as { data: { version: number } }).data.version;
    await eventually(() => expect(room.tail().at(-1)).toMatchObject({ type: "vote", version }));
    const at = expect.any(Number) as number;
    const nobody = "00000000-0000-0000-0000-000000000000";
    expect(room.tail().at(-1)).toEqual({
      ...{ type: "vote", id: poll, version, at, author: nobody },
      ...{ counts: [0, 0, 1], voters: 1 },
    });
    room.leave();
    const params = { id: here };
    const since = await reader.call(listChanges, { params, query: { since: version - 1 } });
    const history = await reader.call(listMessages, { params, query: {} });
    const after = await reader.call(listUserChanges, { query: { since: own.meta.version } });
    for (const told of [since.data, history.meta.related]) {
      expect(told?.find((row) => row.type === "vote")).toEqual({
        ...{ type: "vote", id: poll, version, counts: [0, 0, 1], voters: 1, mine: [] },
      });
      expect(JSON.stringify(told?.filter((row) => row.type !== "member"))).not.toContain(bob.id);
    }
    expect(JSON.stringify(after)).not.toContain(bob.id);
  });

  test("is told to all devices of the voter, also when it is taken back", async () => {
    const poll = await ask(alice, { anonymous: true });
    const { meta } = await bob.call(listUserChanges, { query: { since: 0 } });
    const votes = async () => {
      const { data } = await bob.call(listUserChanges, { query: { since: meta.version } });
      return data.filter((row) => row.type === "vote");
    };
    await vote(bob, poll, [2]);
    const [first] = await votes();
    expect(first).toMatchObject({ conversationId: id, messageId: poll, choices: [2] });
    const taken = await vote(bob, poll, []);
    const voteVersion = (taken as { data: { version: number } }).data.version;
    expect(await votes()).toMatchObject([{ messageId: poll, choices: [], voteVersion }]);
    expect(await inHistory(bob, poll)).toMatchObject({ mine: [], counts: [0, 0, 0], voters: 0 });
  });
});
