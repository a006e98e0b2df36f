import { currentMatch, listChallenges } from "@rally/shared/games";
import { newId } from "@rally/shared/ids";
import { createConversationRoute } from "@rally/shared/conversations";
import {
  listNotifications,
  type Notification,
  type NotificationKind,
} from "@rally/shared/notifications";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { eventually, say } from "../../testing/index.js";
import { run, type Pair } from "./pair.js";
import type { Interaction } from "./interaction.js";

/** Waits until all messages are processed, and all due pushes were sent or dropped. */
async function settled({ rally, to }: Pair): Promise<void> {
  await eventually(async () => {
    const { rows } = await rally.database.raw<{ rows: object[] }>(
      `select from memberships m join conversations c on c.id = m.conversation_id
          left join notification_cursors k on k.conversation_id = c.id
        where m.user_id = :id and c.kind <> 'world' and c.last_seq > coalesce(k.seq, 0)
      union all
      select from notifications where user_id = :id and push_due is not null`,
      { id: to.id },
    );
    expect(rows).toEqual([]);
  });
}

const pendingPushes = ({ rally, to }: Pair) =>
  rally
    .database<{ user_id: string; push_due: Date | null }>("notifications")
    .where("user_id", to.id)
    .whereNotNull("push_due");

/**
 * Postpones the next attempt of a failed push by an hour, so that no attempt is in progress when
 * the test goes on. A claimed push is due in a minute, a failed one within 30 seconds.
 * @returns the number of pushes
 */
const postponePush = (pair: Pair): Promise<number> =>
  pendingPushes(pair)
    .where("push_tries", ">", 0)
    .where("push_due", "<", new Date(Date.now() + 30_000))
    .update("push_due", new Date(Date.now() + 3_600_000));

const ofSender = async ({ from, to }: Pair): Promise<Notification[]> =>
  (await to.call(listNotifications)).data.filter((row) => row.from?.id === from.id);

/**
 * Runs an action of `from`. @returns whether `to` gets a notification of that kind, both in the
 * list and by push.
 */
async function outcomeOf(
  pair: Pair,
  kind: NotificationKind,
  act: () => Promise<unknown>,
): Promise<string> {
  await settled(pair);
  const known = new Map((await ofSender(pair)).map(({ id, version }) => [id, version]));
  const pushed = pair.device.pushed.length;
  await act();
  await settled(pair);
  const received = (await ofSender(pair)).filter(
    (row) => row.kind === kind && row.version !== known.get(row.id),
  );
  const pushes = pair.device.pushed
    .slice(pushed)
    .filter(({ message }) => message.fromId === pair.from.id && message.kind === kind);
  if (received.length > 0 && pushes.length > 0) return "reached";
  return received.length + pushes.length === 0 ? "unseen" : "partly seen";
}

let lastInQueue: Promise<unknown> = Promise.resolve();

/** Lets one pair at a time wait in the queue, so that tests are not paired with each other. */
function aloneInQueue<T>(act: () => Promise<T>): Promise<T> {
  const result = lastInQueue.then(act, act);
  lastInQueue = result;
  return result;
}

/** Both users wait for an opponent until they are paired, or a pass of the matchmaking is over. */
async function waitInQueue({ from, to }: Pair): Promise<void> {
  for (const user of [from, to]) await run(user, "queue.join", { game: "connect-four" });
  const end = Date.now() + 2_000;
  while (Date.now() < end && (await from.call(currentMatch)).data === null) await sleep(100);
  for (const user of [from, to]) await run(user, "queue.leave", {});
}

const unseen = { closed: "unseen" } as const;
const inShared = ({ to, shared }: Pair) => ({ conversationId: shared, userId: to.id });

/** The interactions of each kind of notification. */
const kinds: Record<NotificationKind, Record<string, Interaction>> = {
  challenge: {
    "a rematch": {
      ...{ closed: "blocked", commands: ["match.rematch"] },
      prepare: async ({ rally, from, to }) => {
        await rally.database("matches").insert({
          ...{ id: newId(), game: "pong", settings: {}, seed: 1, rated: true, steps: 0 },
          ...{ first_id: from.id, second_id: to.id, state: "interrupted", reason: "interrupted" },
          ended_at: new Date(),
        });
      },
      async try({ rally, from }) {
        const row = await rally
          .database<{ id: string; first_id: string }>("matches")
          .where("first_id", from.id)
          .first("id");
        return run(from, "match.rematch", { matchId: row!.id });
      },
    },
    "a challenge to a match": {
      ...{ closed: "blocked", commands: ["challenge.create"] },
      try: (pair) =>
        run(pair.from, "challenge.create", { game: "connect-four", opponent: pair.to.id }),
    },
  },
  match_started: {
    "accepting the user's challenge": {
      ...{ closed: "blocked", commands: ["challenge.accept"] },
      prepare: (pair) =>
        run(pair.to, "challenge.create", { game: "connect-four", opponent: pair.from.id }),
      async try({ from, to }) {
        const { data } = await from.call(listChallenges);
        const challengeId = data.find(({ by }) => by?.id === to.id)?.id;
        if (challengeId === undefined) return "blocked";
        return run(from, "challenge.accept", { challengeId });
      },
    },
    "waiting in the same queue": {
      ...{ ...unseen, commands: ["queue.join"] },
      try: (pair) => aloneInQueue(() => outcomeOf(pair, "match_started", () => waitInQueue(pair))),
    },
  },
  mention: {
    "a mention in a shared group": {
      ...{ ...unseen, commands: ["message.send"] },
      try: (pair) =>
        outcomeOf(pair, "mention", () => say(pair.from, pair.shared, `@${pair.to.user.username}`)),
    },
    "a mention with a pending push": {
      ...{ ...unseen, commands: ["message.send"] },
      prepare: async (pair) => {
        await settled(pair);
        pair.device.status = 503;
        await say(pair.from, pair.shared, `@${pair.to.user.username}`);
        await eventually(async () => expect(await postponePush(pair)).toBe(1));
        expect(pair.device.asked).toBeGreaterThan(0);
      },
      try: async (pair) => {
        const before = pair.device.pushed.length;
        pair.device.status = 201;
        await pendingPushes(pair).update("push_due", new Date());
        await settled(pair);
        return pair.device.pushed.length > before ? "reached" : "unseen";
      },
    },
    "new text for an earlier mention": {
      ...{ ...unseen, commands: ["message.edit"] },
      prepare: async (pair) => {
        await say(pair.from, pair.shared, `@${pair.to.user.username}`);
        await settled(pair);
      },
      try: async (pair) => {
        const mention = async () => (await ofSender(pair)).find(({ kind }) => kind === "mention");
        const messageId = (await mention())!.message!.id;
        const content = { kind: "text", body: "other words" };
        const edit = { conversationId: pair.shared, messageId, content };
        expect(await run(pair.from, "message.edit", edit)).toBe("reached");
        return (await mention())?.message?.excerpt === "other words" ? "reached" : "unseen";
      },
    },
  },
  message: {
    "a notified message in a shared group": {
      ...{ ...unseen, commands: ["message.send"] },
      prepare: (pair) =>
        run(pair.to, "conversation.notify", { conversationId: pair.shared, level: "all" }),
      try: (pair) => outcomeOf(pair, "message", () => say(pair.from, pair.shared, "hello")),
    },
  },
  friend_request: {
    "a notified friend request": {
      ...{ ...unseen, commands: ["friend.request"] },
      try: (pair) =>
        outcomeOf(pair, "friend_request", () =>
          run(pair.from, "friend.request", { userId: pair.to.id }),
        ),
    },
  },
  friend_accepted: {
    "a friend request that is accepted": {
      ...{ ...unseen, commands: ["friend.accept"] },
      prepare: (pair) => run(pair.to, "friend.request", { userId: pair.from.id }),
      try: (pair) =>
        outcomeOf(pair, "friend_accepted", () =>
          run(pair.from, "friend.accept", { userId: pair.to.id }),
        ),
    },
  },
  join_request: {
    "a request to join a channel": {
      ...{ ...unseen, commands: ["channel.join"] },
      try: async (pair) => {
        const made = await pair.to.call(createConversationRoute, {
          body: { kind: "channel", name: "c", visibility: "private", listed: true },
        });
        const conversationId = made.data.id;
        return outcomeOf(pair, "join_request", () =>
          run(pair.from, "channel.join", { conversationId }),
        );
      },
    },
  },
  // It names no user: blocks keep no report from moderators.
  report: {},
  moderation: {
    "being added to a group": {
      ...{ ...unseen, commands: ["member.add"] },
      try: (pair) =>
        outcomeOf(pair, "moderation", () =>
          run(pair.from, "member.add", { conversationId: pair.own, userId: pair.to.id }),
        ),
    },
    "being in a new group": {
      ...{ ...unseen, commands: ["conversation.create"] },
      try: (pair) =>
        outcomeOf(pair, "moderation", () =>
          run(pair.from, "conversation.create", {
            ...{ kind: "group", name: "x", members: [pair.to.id] },
          }),
        ),
    },
    "another role in a shared group": {
      ...{ ...unseen, commands: ["member.role"] },
      try: (pair) =>
        outcomeOf(pair, "moderation", () =>
          run(pair.from, "member.role", { ...inShared(pair), role: "moderator" }),
        ),
    },
    "being removed from a shared group": {
      ...{ ...unseen, commands: ["member.remove"] },
      try: (pair) =>
        outcomeOf(pair, "moderation", () => run(pair.from, "member.remove", inShared(pair))),
    },
    "being muted in a shared group": {
      ...{ ...unseen, commands: ["member.mute"] },
      try: (pair) =>
        outcomeOf(pair, "moderation", () => run(pair.from, "member.mute", inShared(pair))),
    },
    "being unmuted in a shared group": {
      ...{ ...unseen, commands: ["member.unmute"] },
      try: (pair) =>
        outcomeOf(pair, "moderation", async () => {
          await run(pair.from, "member.mute", inShared(pair));
          return run(pair.from, "member.unmute", inShared(pair));
        }),
    },
    "being banned from a shared group": {
      ...{ ...unseen, commands: ["member.ban"] },
      try: (pair) =>
        outcomeOf(pair, "moderation", () => run(pair.from, "member.ban", inShared(pair))),
    },
    "becoming the owner of a shared group when the owner leaves": {
      ...{ ...unseen, commands: ["member.leave"] },
      try: (pair) =>
        outcomeOf(pair, "moderation", () =>
          run(pair.from, "member.leave", { conversationId: pair.shared }),
        ),
    },
  },
};

export const notificationInteractions: Record<string, Interaction> = Object.fromEntries(
  Object.values(kinds).flatMap((ways) => Object.entries(ways)),
);
