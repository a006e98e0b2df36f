import {
  createConversationRoute,
  listChanges,
  listConversations,
  listMessages,
  listUserChanges,
  listVotes,
  sendMessageRoute,
  setMarkerRoute,
} from "@rally/shared/conversations";
import { acceptFriendRoute, listFriends, requestFriendRoute } from "@rally/shared/relationships";
import { newId } from "@rally/shared/ids";
import { listMembers } from "@rally/shared/members";
import { findPeople, getProfile } from "@rally/shared/people";
import { say, sendPoll, signUp, type TestPerson } from "../../testing/index.js";
import { content, run, uploadPictures, type Pair } from "./pair.js";
import type { Interaction } from "./interaction.js";

const outcome = (reply: { body: { success: boolean; error?: unknown } }): string =>
  reply.body.success ? "reached" : (reply.body.error as { code: string }).code;

const seen = (isSeen: unknown): string => (isSeen ? "reached" : "unseen");

/** The newest poll of one of the two. */
async function pollOf({ rally, direct }: Pair, { id }: TestPerson) {
  const newest = await rally
    .database<{ id: string; conversation_id: string; author_id: string }>("messages")
    .where({ conversation_id: direct, author_id: id })
    .whereRaw("content->>'kind' = 'poll'")
    .orderBy("seq", "desc")
    .first();
  return { conversationId: direct, messageId: newest!.id };
}

/** Messages, invitations and requests from `from` to `to`. */
const actions: Record<string, Interaction> = {
  "a message, by its route": {
    ...{ commands: ["message.send"], closed: "blocked" },
    try: async ({ from, direct }) => {
      const body = { id: newId(), content };
      return outcome(await from.ask(sendMessageRoute, { params: { id: direct }, body }));
    },
  },
  "a message, in a batch": {
    ...{ commands: ["message.send"], closed: "blocked" },
    try: ({ from, direct }) => run(from, "message.send", { conversationId: direct, content }),
  },
  "a message, as a typed text": {
    ...{ commands: ["command.run"], closed: "blocked" },
    try: ({ from, direct }) => run(from, "command.run", { conversationId: direct, text: "hello" }),
  },
  "an edit of a message": {
    ...{ commands: ["message.edit"], closed: "blocked" },
    prepare: ({ from, direct }) => say(from, direct, "mine"),
    try: async ({ rally, from, direct }) => {
      const [mine] = await rally
        .database<{ id: string; conversation_id: string; author_id: string }>("messages")
        .where({ conversation_id: direct, author_id: from.id });
      return run(from, "message.edit", { conversationId: direct, messageId: mine!.id, content });
    },
  },
  "a reaction to a message": {
    ...{ commands: ["message.react"], closed: "blocked" },
    prepare: ({ to, direct }) => say(to, direct, "theirs"),
    try: async ({ rally, from, to, direct }) => {
      const [theirs] = await rally
        .database<{ id: string; conversation_id: string; author_id: string }>("messages")
        .where({ conversation_id: direct, author_id: to.id });
      const reaction = { messageId: theirs!.id, emoji: "👍", on: true };
      return run(from, "message.react", { conversationId: direct, ...reaction });
    },
  },
  "a pin of a message": {
    ...{ commands: ["message.pin"], closed: "blocked" },
    prepare: ({ to, direct }) => say(to, direct, "theirs"),
    try: async ({ rally, from, to, direct }) => {
      const [theirs] = await rally
        .database<{ id: string; conversation_id: string; author_id: string }>("messages")
        .where({ conversation_id: direct, author_id: to.id });
      return run(from, "message.pin", {
        ...{ conversationId: direct, messageId: theirs!.id, pinned: true },
      });
    },
  },
  "a theme of the chat of both": {
    ...{ commands: ["conversation.update"], closed: "blocked" },
    try: ({ from, direct }) =>
      run(from, "conversation.update", { conversationId: direct, theme: "clay" }),
  },
  "a vote in a poll": {
    ...{ commands: ["poll.vote"], closed: "blocked" },
    prepare: ({ to, direct }) => sendPoll(to, direct),
    try: async (pair) =>
      run(pair.from, "poll.vote", { ...(await pollOf(pair, pair.to)), choices: [0] }),
  },
  "the end of a poll": {
    ...{ commands: ["poll.close"], closed: "blocked" },
    prepare: ({ from, direct }) => sendPoll(from, direct),
    try: async (pair) => run(pair.from, "poll.close", await pollOf(pair, pair.from)),
  },
  "the start of a conversation": {
    ...{ commands: ["conversation.create"], closed: "blocked" },
    try: ({ from, to }) => run(from, "conversation.create", { kind: "direct", userId: to.id }),
  },
  "a new group": {
    ...{ commands: ["conversation.create"], closed: "blocked" },
    try: ({ from, to }) =>
      run(from, "conversation.create", { kind: "group", name: "x", members: [to.id] }),
  },
  "an invitation to an existing group": {
    ...{ commands: ["member.add"], closed: "blocked" },
    try: ({ from, to, own }) => run(from, "member.add", { conversationId: own, userId: to.id }),
  },
  "a friend request, by its route": {
    ...{ commands: ["friend.request"], closed: "blocked" },
    try: async ({ from, to }) =>
      outcome(await from.ask(requestFriendRoute, { params: { userId: to.id } })),
  },
  "a friend request, in a batch": {
    ...{ commands: ["friend.request"], closed: "blocked" },
    try: ({ from, to }) => run(from, "friend.request", { userId: to.id }),
  },
  "accepting an earlier request": {
    ...{ commands: ["friend.accept"], closed: "blocked" },
    prepare: ({ from, to }) => run(to, "friend.request", { userId: from.id }),
    try: async ({ from, to }) =>
      outcome(await from.ask(acceptFriendRoute, { params: { userId: to.id } })),
  },
  "being listed as a friend": {
    ...{ commands: ["friend.request", "friend.accept"], closed: "unseen" },
    prepare: async ({ from, to }) => {
      await run(from, "friend.request", { userId: to.id });
      await run(to, "friend.accept", { userId: from.id });
    },
    try: async ({ from, to }) => {
      const { data } = await to.call(listFriends);
      return seen(data.some(({ user }) => user.id === from.id));
    },
  },
  "a new version of the other user's changes": {
    ...{ commands: ["friend.request", "friend.withdraw", "user.ignore"], closed: "unseen" },
    try: async ({ from, to }) => {
      const version = async () =>
        (await to.call(listUserChanges, { query: { since: 0 } })).meta.version;
      const before = await version();
      for (const name of ["friend.request", "friend.withdraw", "user.ignore"]) {
        await run(from, name, { userId: to.id });
      }
      return seen((await version()) > before);
    },
  },
  "a read mark": {
    ...{ commands: ["marker.set"], closed: "unseen" },
    try: async ({ rally, from, direct }) => {
      const version = async () =>
        (await rally.database("conversations").where("id", direct).first<{ version: number }>())
          .version;
      const before = await version();
      await from.call(setMarkerRoute, { params: { id: direct }, body: { seq: 1 } });
      return seen((await version()) > before);
    },
  },
};

/** Actions of a third user who has no block with either. */
const throughOthers: Record<string, Interaction> = {
  "an invitation by a third user into that user's group": {
    ...{ commands: ["member.add"], closed: "cannot_add" },
    try: async ({ rally, from, to }) => {
      const friend = await signUp(rally);
      const { data } = await friend.call(createConversationRoute, {
        body: { kind: "group", name: "theirs", members: [from.id] },
      });
      return run(friend, "member.add", { conversationId: data.id, userId: to.id });
    },
  },
  "a group that a third user creates with both": {
    ...{ commands: ["conversation.create"], closed: "cannot_add" },
    try: async ({ rally, from, to }) => {
      const group = { kind: "group", name: "all", members: [from.id, to.id] };
      return run(await signUp(rally), "conversation.create", group);
    },
  },
};

const hasMarkOf = (user: TestPerson, rows: readonly { type: string; user?: string }[]) =>
  rows.some((row) => row.type === "marker" && row.user === user.id);

/** The read marks of `from` in a shared group, as `to` sees them. */
const readMarks: Record<string, Interaction> = {
  "a read mark in a group": {
    ...{ commands: ["marker.set"], closed: "unseen" },
    prepare: ({ to, shared }) => say(to, shared, "hello"),
    try: async ({ rally, from, shared }) => {
      const version = async () =>
        (await rally.database("conversations").where("id", shared).first<{ version: number }>())
          .version;
      const before = await version();
      await from.call(setMarkerRoute, { params: { id: shared }, body: { seq: 1 } });
      return seen((await version()) > before);
    },
  },
  "an earlier read mark in a group, among its changes": {
    ...{ commands: [], closed: "unseen" },
    prepare: markRead,
    try: async ({ from, to, shared }) => {
      const { data } = await to.call(listChanges, { params: { id: shared }, query: { since: 0 } });
      return seen(hasMarkOf(from, data));
    },
  },
  "an earlier read mark in a group, beside its newest messages": {
    ...{ commands: [], closed: "unseen" },
    prepare: markRead,
    try: async ({ from, to, shared }) => {
      const { meta } = await to.call(listMessages, { params: { id: shared } });
      return seen(hasMarkOf(from, meta.markers ?? []));
    },
  },
};

async function markRead({ from, to, shared }: Pair): Promise<void> {
  await say(to, shared, "hello");
  await from.call(setMarkerRoute, { params: { id: shared }, body: { seq: 1 } });
}

const reads =
  (read: (pair: Pair) => Promise<unknown>) =>
  async (pair: Pair): Promise<string> =>
    seen(await read(pair));

/** Data of `to` that `from` can see. */
const views: Record<string, Interaction> = {
  "a profile": {
    ...{ commands: [], closed: "not_found" },
    try: async ({ from, to }) =>
      outcome(await from.ask(getProfile, { params: { name: to.user.username } })),
  },
  "the directory": {
    ...{ commands: [], closed: "unseen" },
    try: reads(async ({ from, to }) => {
      const { data } = await from.call(findPeople, { query: { search: to.user.username } });
      return data.length > 0;
    }),
  },
  "a vote in the list of votes": {
    ...{ commands: ["poll.vote"], closed: "unseen" },
    prepare: async ({ to, shared }) => {
      const messageId = await sendPoll(to, shared);
      await run(to, "poll.vote", { conversationId: shared, messageId, choices: [0] });
    },
    try: reads(async ({ rally, from, to, shared }) => {
      const poll = await rally
        .database<{ id: string; conversation_id: string; author_id: string }>("messages")
        .where({ conversation_id: shared, author_id: to.id })
        .whereRaw("content->>'kind' = 'poll'")
        .first();
      const { data } = await from.call(listVotes, {
        params: { id: shared, messageId: poll!.id },
      });
      return data.some(({ user }) => user.id === to.id);
    }),
  },
  "a picture beside a name": {
    ...{ commands: [], closed: "unseen" },
    prepare: uploadPictures,
    try: reads(
      async ({ from, to }) =>
        (await from.call(findPeople, { query: { id: to.id } })).data[0]?.avatar,
    ),
  },
  "a picture in the list of conversations": {
    ...{ commands: [], closed: "unseen" },
    prepare: uploadPictures,
    try: reads(async ({ from, direct }) => {
      const { data } = await from.call(listConversations);
      return data.find(({ id }) => id === direct)?.partner?.avatar;
    }),
  },
  "a picture among members": {
    ...{ commands: [], closed: "unseen" },
    prepare: uploadPictures,
    try: reads(async ({ from, to, shared }) => {
      const { data } = await from.call(listMembers, { params: { id: shared } });
      return data.find(({ user }) => user.id === to.id)?.user.avatar;
    }),
  },
};

export const interactions: Record<string, Interaction> = {
  ...actions,
  ...throughOthers,
  ...readMarks,
  ...views,
};
