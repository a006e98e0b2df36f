import { signUp } from "@rally/api/testing";
import { limits } from "@rally/shared/limits";
import { updateConversation } from "@rally/shared/conversations";
import { listChallenges } from "@rally/shared/games";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import type { Role } from "@rally/shared/members";
import type { Person } from "@rally/shared/people";
import { slashCommandNames } from "@rally/shared/slash-commands";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Connection } from "../../connection/index.js";
import { RallyDatabase, type ConversationRow } from "../../database/index.js";
import { keepPeople } from "../../people/index.js";
import { ignoredPeople, relationWith } from "../../relationships/index.js";
import { Observable } from "../../observable/index.js";
import { Session } from "../../session/index.js";
import { freshDevice, setUp, signUpDevice, type TestDevice } from "../../testing/index.js";
import { getConversation } from "../index.js";
import { completionAt } from "./completion.js";
import { groupMentions, mentionableHere } from "./mentionable.js";
import { namedLike, peopleFor } from "./people-offered.js";
import { runSlashCommand, slashCommandsFor, usageOf } from "./index.js";
import { slashCommandTable } from "./slash-command-table.js";

type OnDevice = Pick<TestDevice, "database" | "session">;

/** A device without a server, of Ann. */
function offlineDevice(): OnDevice {
  freshDevice();
  const database = new RallyDatabase(newId());
  onTestFinished(() => database.close());
  return { database, session: new Session() };
}

function person(username: string): Person {
  return { id: newId(), username, displayName: `Dr ${username}` };
}

/** What becomes of `text` in a conversation; the world chat if none is given. */
async function enter(ann: OnDevice, text: string, row = conversation("world")) {
  const connection = new Observable<Connection>({ status: "online", since: 0, unsent: 0 });
  let helped = 0;
  const showHelp = (): void => void (helped += 1);
  const context = { device: { ...ann, connection }, conversation: row, showHelp };
  return { ...(await runSlashCommand(context, text)), helped };
}

function conversation(kind: ConversationRow["kind"], role?: Role): ConversationRow {
  return {
    ...{ id: kind === "world" ? WORLD_CONVERSATION_ID : newId(), kind, version: 1, lastSeq: 0 },
    ...{ marker: 0, unread: 0, joinedSeq: 0, memberCount: 2, cursor: 1, oldestSeq: 1 },
    ...{ lastActivity: 0, counted: { unread: 0, marker: 0, lastSeq: 0 } },
    ...(role && { role, name: "Book club" }),
  };
}

test("/me sends one line in italics, whatever its own markup is", async () => {
  const ann = offlineDevice();
  const sent = async (text: string) => (await enter(ann, text)) as { text?: string };
  expect((await sent("/me waves")).text).toBe("*waves*");
  expect((await sent("/me waves\n\n and leaves")).text).toBe("*waves and leaves*");
  expect((await sent("/me is *very* happy")).text).toBe("_is *very* happy_");
  expect(await enter(ann, `/me ${"x".repeat(limits.textLength)}`)).toMatchObject({
    type: "refused",
  });
});

test("/msg, /nick, /away and /back work offline: they only write the outbox", async () => {
  const ann = offlineDevice();
  const ben = person("ben");
  await keepPeople(ann.database, [ben]);
  expect(await enter(ann, "/msg @ben see you at five")).toMatchObject({ type: "done" });
  expect(await enter(ann, "/nick Ann B.")).toMatchObject({ type: "done" });
  expect(await enter(ann, "/away at lunch")).toMatchObject({ type: "done" });
  expect(await enter(ann, "/back")).toMatchObject({ type: "done" });
  const rows = await ann.database.outbox.orderBy("order").toArray();
  expect(rows.map(({ name }) => name)).toEqual([
    ...["conversation.create", "message.send"],
    ...["profile.update", "profile.update", "profile.update"],
  ]);
  expect(rows.map(({ input }) => input)).toMatchObject([
    { kind: "direct", userId: ben.id },
    { content: { kind: "text", body: "see you at five" } },
    { displayName: "Ann B." },
    { away: "at lunch" },
    { away: null },
  ]);
});

test("/play challenges the named user or the partner, and asks for a name elsewhere", async () => {
  const { rally, proxy } = await setUp();
  const [ben, cleo] = [await signUp(rally), await signUp(rally)];
  const ann = await signUpDevice();
  const partner = { ...person(ben.user.username), id: ben.id };
  expect(await enter(ann, "/play pong", { ...conversation("direct"), partner })).toMatchObject({
    ...{
      type: "done",
      sentence: expect.stringContaining(`${partner.displayName} to Pong`) as string,
    },
  });
  expect(await enter(ann, `/play connectfour @${cleo.user.username}`)).toMatchObject({
    type: "done",
  });
  const { data } = await ann.session.call(listChallenges);
  expect(data.map(({ game, opponent }) => [game, opponent?.id]).sort()).toEqual([
    ["connect-four", cleo.id],
    ["pong", ben.id],
  ]);
  expect(await enter(ann, "/play pong")).toMatchObject({
    ...{ type: "refused", sentence: "Who do you want to play with? Type /play pong @name" },
  });
  expect(await enter(ann, "/play chess")).toMatchObject({
    ...{ type: "refused", sentence: "“chess” isn't a game. These are: pong, connect-four" },
  });
  proxy.cut();
  expect(await enter(ann, `/play pong @${cleo.user.username}`)).toMatchObject({ type: "refused" });
});

test("/join and /invite need a connection, and /invite the permission", async () => {
  const ann = offlineDevice();
  expect(await enter(ann, "/join Chess club")).toMatchObject({ type: "refused" });
  expect(slashCommandsFor({ kind: "group", role: "member" }).map(({ name }) => name)).not.toContain(
    "invite",
  );
  expect(slashCommandsFor({ kind: "group", role: "moderator" }).map(({ name }) => name)).toContain(
    "invite",
  );
});

test("a message can mention partners and authors, groups of members only by the role", async () => {
  const { database } = offlineDevice();
  const [ben, cleo] = [person("ben"), person("cleo")];
  await keepPeople(database, [ben, cleo]);
  const direct = { ...conversation("direct"), partner: ben };
  expect(await mentionableHere(database, direct)).toEqual([ben]);
  const inWorld = await mentionableHere(database, conversation("world"));
  expect(inWorld.map(({ username }) => username)).toEqual(["ben", "cleo"]);
  const names = (row: ConversationRow, typed = ""): string[] =>
    groupMentions(row, typed).map(({ name }) => name);
  expect(names(direct)).toEqual([]);
  expect(names(conversation("group", "member"))).toEqual(["here"]);
  expect(names(conversation("group", "owner"))).toEqual(["here", "everyone"]);
  expect(names(conversation("group", "owner"), "ev")).toEqual(["everyone"]);
  const large = { memberCount: limits.smallRoomMembers + 1 };
  expect(names({ ...conversation("channel", "member"), ...large })).toEqual([]);
  expect(names({ ...conversation("channel", "moderator"), ...large })).toEqual(["here"]);
});

test("every command has a help text that begins with a capital letter and has no full stop", () => {
  expect(Object.keys(slashCommandTable).sort()).toEqual([...slashCommandNames].sort());
  for (const name of slashCommandNames) {
    expect(slashCommandTable[name].help()).toMatch(/^\p{Lu}.{8,48}[^.]$/u);
    expect(usageOf(name)).toMatch(new RegExp(`^/${name}(?: \\[?@?"?\\w+"?\\]?)*$`));
  }
});

describe("a command about a person", () => {
  test("takes effect at once without a network if the person is stored on the device", async () => {
    const ann = offlineDevice();
    const ben = person("ben");
    await keepPeople(ann.database, [ben]);
    expect(await enter(ann, "/ignore @ben")).toMatchObject({
      ...{ type: "done", sentence: "You're now ignoring Dr ben." },
    });
    expect([...(await ignoredPeople(ann.database))]).toEqual([ben.id]);
    await enter(ann, "/block BEN");
    expect(await relationWith(ann.database, ben.id)).toMatchObject({ blocked: true });
    await enter(ann, "/unblock @ben");
    await enter(ann, "/unignore @ben");
    const relation = await relationWith(ann.database, ben.id);
    expect(relation).toMatchObject({ blocked: false, ignored: false });
  });

  test("asks the server for someone the device doesn't know, and says so when it can't", async () => {
    const { rally, proxy } = await setUp();
    const ben = await signUp(rally);
    const ann = await signUpDevice();
    const refusal = async (text: string) => {
      expect(await ann.database.outbox.count()).toBe(0);
      const outcome = await enter(ann, text);
      return outcome.type === "refused" ? outcome.sentence : outcome;
    };
    const text = `/ignore @${ben.user.username}`;
    proxy.cut();
    expect(await refusal(text)).toContain("isn't saved on this device");
    proxy.repair();
    expect(await refusal("/block @nobody_at_all")).toContain(
      "There's no one called @nobody_at_all",
    );
    expect(await refusal(`/block @${ann.username}`)).toBe("That's you. Choose someone else.");
    expect(await enter(ann, text)).toMatchObject({ type: "done" });
    expect(await ann.database.outbox.toArray()).toMatchObject([{ input: { userId: ben.id } }]);
  });
});

describe("renaming", () => {
  test("is written to the outbox for the owner of a group", async () => {
    const ann = offlineDevice();
    const group = conversation("group", "owner");
    await ann.database.conversations.add(group);
    expect(await enter(ann, "/rename  Film club ", group)).toMatchObject({ type: "done" });
    expect(await ann.database.outbox.toArray()).toMatchObject([
      { name: updateConversation.name, input: { conversationId: group.id, name: "Film club" } },
    ]);
    expect(await getConversation(ann.database, group.id)).toMatchObject({ name: "Film club" });
  });

  test.each([
    ["/rename", "owner", "Something's missing. Type /rename name"],
    ["/rename \u200b", "owner", "Something's missing. Type /rename name"],
    [`/rename ${"a".repeat(81)}`, "owner", "That's too long. Use 80 characters or fewer."],
    ["/rename Film club", "member", "You don't have permission to do that."],
  ] as const)("%j by a group's %s is refused: %s", async (text, role, sentence) => {
    const ann = offlineDevice();
    const outcome = await enter(ann, text, conversation("group", role));
    expect(outcome).toMatchObject({ type: "refused", sentence });
    expect(await ann.database.outbox.count()).toBe(0);
  });
});

describe("/poll", () => {
  test("writes a poll with a question and choices in quotation marks of any kind to the outbox", async () => {
    const ann = offlineDevice();
    const text = '/poll "What\'s for lunch?" “Soup of the day” « Salade »';
    expect(await enter(ann, text)).toMatchObject({ type: "done" });
    const content = {
      ...{ kind: "poll", question: "What's for lunch?", choices: ["Soup of the day", "Salade"] },
      ...{ multiple: false, anonymous: false },
    };
    expect(await ann.database.outbox.toArray()).toMatchObject([{ input: { content } }]);
  });

  test.each([
    ["/poll", 'Something\'s missing. Type /poll "question" "choice" "choice"'],
    ["/poll lunch?", 'Something\'s missing. Type /poll "question" "choice" "choice"'],
    [
      '/poll "lunch?" "soup" salad',
      'Something\'s missing. Type /poll "question" "choice" "choice"',
    ],
    ['/poll "lunch?" "soup"', "Add at least two choices."],
    ['/poll "lunch?" "soup" "soup "', "Two choices are the same."],
    ['/poll "lunch?" "soup" " "', "A choice is empty."],
    ['/poll " " "soup" "salad"', "Ask a question first."],
    [`/poll "lunch?" ${'"x" '.repeat(13)}`, "A poll can have up to 12 choices."],
    [`/poll "${"x".repeat(301)}" "a" "b"`, "That's too long. Use 300 characters or fewer."],
  ])("%j is refused: %s", async (text, sentence) => {
    const ann = offlineDevice();
    expect(await enter(ann, text)).toMatchObject({ type: "refused", sentence });
    expect(await ann.database.outbox.count()).toBe(0);
  });
});

test("text that is not a command is a message, or can be sent as one", async () => {
  const ann = offlineDevice();
  const shrug = "¯\\_(ツ)_/¯";
  expect(await enter(ann, "//help")).toMatchObject({ type: "message", text: "/help" });
  expect(await enter(ann, "/shrug")).toMatchObject({ type: "message", text: shrug });
  expect(await enter(ann, "/shrug so be it")).toMatchObject({ text: `so be it ${shrug}` });
  expect(await enter(ann, `/shrug ${"a".repeat(limits.textLength - 7)}`)).toMatchObject({
    ...{ type: "refused", sentence: expect.stringContaining("over the limit: 3") as string },
  });
  expect(await enter(ann, "/usr")).toMatchObject({ type: "refused", isMessage: true });
  expect(await enter(ann, "/usr/bin")).toMatchObject({ type: "message", text: "/usr/bin" });
  expect(await enter(ann, "/help me")).toMatchObject({ type: "refused", isMessage: true });
  expect(await enter(ann, "/help")).toMatchObject({ type: "done", helped: 1 });
});

describe("completion", () => {
  const world = { kind: "world" } as const;
  /** At the caret, written as `|`. */
  const at = (text: string, place: Parameters<typeof completionAt>[2] = world) =>
    completionAt(text.replace("|", ""), text.indexOf("|"), place);
  const names = (text: string, place?: Parameters<typeof completionAt>[2]) => {
    const found = at(text, place);
    return found?.type === "command" ? found.items.map(({ name }) => name) : undefined;
  };

  test("offers the commands of this conversation whose name or alias begins with the typed text", () => {
    expect(names("/|")).toEqual(slashCommandsFor(world).map(({ name }) => name));
    expect(names("/UN|")).toEqual(["unblock", "unignore"]);
    expect(names("/comm|")).toEqual(["help"]);
    expect(names("/ren|")).toBeUndefined();
    expect(names("/ren|", { kind: "group", role: "admin" })).toEqual(["rename"]);
    expect(names("/ren|", { kind: "group", role: "member" })).toBeUndefined();
  });

  test.each(["|/ignore", "//ign|", "/ 5|", "text /ign|", "/nope be|", "/help me|", "|"])(
    "offers nothing at %j",
    (text) => {
      expect(at(text)).toBeUndefined();
    },
  );

  test("replaces only the word at the caret", () => {
    expect(at("/ig|nore @ben")).toMatchObject({ from: 0, to: 7 });
    expect(at("/ignore @b|en now")).toMatchObject({ typed: "@b", from: 8, to: 12 });
    expect(at("/ignore |")).toMatchObject({ typed: "", from: 8, to: 8 });
    expect(at("/shrug one tw|o")).toMatchObject({ argument: { name: "text" } });
  });

  test("offers the most recent authors first, then people by name; for /unignore only ignored users", async () => {
    const ann = offlineDevice();
    const { database } = ann;
    const [abe, cleo, dan] = [person("abe"), person("cleo"), person("dan")];
    const self = { ...person("ann"), id: database.userId };
    await keepPeople(database, [abe, cleo, dan, self]);
    await database.messages.add({
      ...{ type: "message", id: newId(), conversation: WORLD_CONVERSATION_ID, version: 1, seq: 1 },
      ...{ author: dan.id, at: 1, content: { kind: "text", body: "hi" }, counts: 1 },
    });
    const offered = async (command: "ignore" | "unignore") =>
      (await peopleFor(database, command, conversation("world"))).map(({ id }) => id);
    expect(await offered("ignore")).toEqual([dan.id, abe.id, cleo.id]);
    expect(await offered("unignore")).toEqual([]);
    await enter(ann, "/ignore @cleo");
    expect(await offered("ignore")).toEqual([dan.id, abe.id]);
    expect(await offered("unignore")).toEqual([cleo.id]);
    expect(namedLike([abe, cleo, dan], "@cl")).toEqual([cleo]);
    expect(namedLike([abe, cleo, dan], "dr")).toEqual([abe, cleo, dan]);
  });
});
