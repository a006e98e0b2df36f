import type { TestRally } from "@rally/api/testing";
import type { CommandAnswer } from "@rally/shared/commands";
import type { Content, PollContent } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import fc from "fast-check";
import {
  clearHistory,
  enqueueContent,
  enqueueDeletion,
  enqueueEdit,
  enqueueVote,
} from "../../pwa/src/conversations/index.js";
import { enqueuePin } from "../../pwa/src/conversations/messages/pins.js";
import { enqueueReaction } from "../../pwa/src/conversations/messages/reactions.js";
import type { Device } from "./device.js";

/** What users do with messages; the number is how often. */
const messageActs = {
  send: 30,
  poll: 4,
  edit: 14,
  delete: 8,
  react: 14,
  unreact: 8,
  pin: 5,
  unpin: 3,
  vote: 10,
  closePoll: 2,
};
/** What moderators do to members, and to the group. */
const memberActs = { rename: 2, kickAway: 1, addAway: 3, kickOther: 1, addOther: 2 };

/** What the user who is away does with the whole chat. */
const chatActs = { clear: 3 };

type Act = keyof typeof messageActs | keyof typeof memberActs | keyof typeof chatActs;

/** One thing that a user does; `pick` selects the message, the emoji or the choice. */
export interface Deed {
  act: Act;
  user: number;
  pick: number;
}

const deeds = (weights: Partial<Record<Act, number>>, minLength: number, maxLength: number) =>
  fc.array(
    fc.record({
      act: fc.oneof(
        ...Object.entries(weights).map(([act, weight]) => ({
          weight,
          arbitrary: fc.constant(act as Act),
        })),
      ),
      user: fc.nat(2),
      pick: fc.nat(9_999),
    }),
    { minLength, maxLength, size: "max" },
  );

/**
 * What happens before a device is away, what others do meanwhile (more than a room's tail and a page
 * hold), and what its user does without a connection.
 */
export interface Month {
  before: Deed[];
  meanwhile: Deed[];
  offline: Deed[];
}

export const months: fc.Arbitrary<Month> = fc.record({
  before: deeds(messageActs, 60, 500),
  meanwhile: deeds({ ...messageActs, ...memberActs }, 60, 600),
  offline: deeds({ ...messageActs, ...chatActs, closePoll: 0 }, 0, 24),
});

const EMOJI = ["👍", "🎉", "😂"] as const;
const CHOICES = ["one", "two", "three"];

type TextContent = Extract<Content, { kind: "text" }>;

let words = 0;
const content = (act: Act): TextContent | PollContent => {
  words += 1;
  if (act !== "poll") return { kind: "text", body: `word ${words}` };
  return {
    ...{ kind: "poll", question: `question ${words}`, choices: CHOICES },
    ...{ multiple: false, anonymous: words % 2 === 0 },
  };
};

/** A group of three other users and the one who is away. */
export interface Group {
  server: TestRally;
  id: string;
  awayId: string;
  others: readonly { id: string; token: string }[];
  /** All messages, oldest first. */
  sent: { id: string; kind: Content["kind"] }[];
}

/** Commands per request. */
const BATCH = 50;

interface PostedCommand {
  id: string;
  name: string;
  input: object;
}

/** Posts commands as the user of a token; refused ones change nothing. */
export async function post(
  { url }: Pick<TestRally, "url">,
  token: string,
  commands: readonly PostedCommand[],
): Promise<void> {
  const response = await fetch(`${url}/api/v1/commands`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ commands }),
  });
  const { data } = (await response.json()) as { data?: CommandAnswer[] };
  if (!data) throw new Error(`The commands were answered with ${response.status}`);
}

/** Has the other users do things, through the API, in this order. */
export async function carryOut(group: Group, todo: readonly Deed[]): Promise<void> {
  const { server, others } = group;
  let batch: { user: number; commands: PostedCommand[] } | undefined;
  const postBatch = async (): Promise<void> => {
    if (batch) await post(server, others[batch.user]?.token ?? "", batch.commands);
    batch = undefined;
  };
  for (const deed of todo) {
    const command = commandOf(group, deed);
    if (!command) continue;
    const user = isOfMembers(deed.act) ? 0 : deed.user;
    if (batch && (batch.user !== user || batch.commands.length >= BATCH)) await postBatch();
    batch ??= { user, commands: [] };
    batch.commands.push(command);
  }
  await postBatch();
}

const isOfMembers = (act: Act): boolean => act in memberActs;

function commandOf(
  { id: conversationId, awayId, others, sent }: Group,
  { act, pick }: Deed,
): PostedCommand | undefined {
  const id = newId();
  const command = (name: string, input: object = {}) => ({
    ...{ id, name },
    input: { conversationId, ...input },
  });
  const of = (kind?: Content["kind"]) => {
    const known = kind ? sent.filter((one) => one.kind === kind) : sent;
    return known[pick % Math.max(1, known.length)]?.id;
  };
  const about = (name: string, messageId: string | undefined, input: object = {}) =>
    messageId === undefined ? undefined : command(name, { messageId, ...input });
  const emoji = EMOJI[pick % EMOJI.length];
  const other = others[2]?.id;
  switch (act) {
    case "send":
    case "poll": {
      const said = content(act);
      sent.push({ id, kind: said.kind });
      return command("message.send", { content: said });
    }
    case "edit":
      return about("message.edit", of("text"), { content: content("send") });
    case "delete":
      return about("message.delete", of());
    case "react":
    case "unreact":
      return about("message.react", of(), { emoji, on: act === "react" });
    case "pin":
    case "unpin":
      return about("message.pin", of(), { pinned: act === "pin" });
    case "vote":
      return about("poll.vote", of("poll"), { choices: [pick % CHOICES.length] });
    case "closePoll":
      return about("poll.close", of("poll"));
    case "rename":
      return command("conversation.update", { name: `Group ${pick}` });
    case "kickAway":
    case "addAway":
      return command(act === "kickAway" ? "member.remove" : "member.add", { userId: awayId });
    case "kickOther":
    case "addOther":
      return command(act === "kickOther" ? "member.remove" : "member.add", { userId: other });
    case "clear":
      return undefined;
  }
}

/** Has the user of a device do things in the app, with messages that the device has. */
export async function carryOutOn(
  { database, person }: Device,
  conversation: string,
  todo: readonly Deed[],
): Promise<void> {
  for (const { act, pick } of todo) {
    const held = (await database.messages.toArray()).filter(({ deletedAt }) => !deletedAt);
    const own = held.filter(({ author }) => author === person.id);
    const polls = held.filter(({ content }) => content?.kind === "poll");
    const texts = own.filter(({ content }) => content?.kind === "text");
    const from = act === "vote" ? polls : act === "edit" ? texts : act === "delete" ? own : held;
    const messageId = from[pick % Math.max(1, from.length)]?.id;
    if (act === "send" || act === "poll") {
      await enqueueContent(database, conversation, content(act));
    } else if (act === "clear") {
      const row = await database.conversations.get(conversation);
      if (row && !row.left) await clearHistory(database, row);
    } else if (messageId !== undefined) {
      await doWith(database, conversation, { act, pick, messageId });
    }
  }
}

async function doWith(
  database: Device["database"],
  conversation: string,
  { act, pick, messageId }: Pick<Deed, "act" | "pick"> & { messageId: string },
): Promise<void> {
  const emoji = EMOJI[pick % EMOJI.length] ?? EMOJI[0];
  switch (act) {
    case "edit":
      return enqueueEdit(database, conversation, messageId, `edit ${(words += 1)}`);
    case "delete":
      return enqueueDeletion(database, conversation, messageId);
    case "react":
    case "unreact":
      return enqueueReaction(database, conversation, { messageId, emoji, on: act === "react" });
    case "pin":
    case "unpin":
      return enqueuePin(database, conversation, { messageId, pinned: act === "pin" });
    case "vote":
      return enqueueVote(database, conversation, { messageId, choices: [pick % CHOICES.length] });
    default:
    // The others are done by other users.
  }
}
