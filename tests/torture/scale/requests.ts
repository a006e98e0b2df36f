import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import {
  BAN,
  CHALLENGE_CODE,
  challengeId,
  channelId,
  conversationId,
  FOREIGN_CODE,
  INVITE_CODE,
  JOINING_FROM,
  matchId,
  messageId,
  POLL,
  userId,
  BANNED_ADDRESSES,
} from "./seed.js";

/** One measured request or command. */
export interface Asked {
  /** Its name in failure messages. */
  name: string;
  method: "GET" | "POST";
  /** The path in the route table, with named parameters. */
  route: string;
  path: string;
  body?: object;
  /** The number of lists in the answer, when more than one. */
  lists?: number;
  /** The number of changed rows, when the answer does not contain it. */
  changes?: number;
}

/** The conversations and users of the requests. */
export interface Scope {
  direct: string;
  group: string;
  /** A private channel that the user owns. */
  channel: string;
  /** A member of `group`. */
  member: string;
  messageId: string;
  /** A poll in `group`. */
  pollId: string;
}

/** The user with the most unread conversations. */
export const behind: Scope = {
  direct: conversationId(2),
  group: conversationId(1),
  channel: channelId(1),
  member: userId(2),
  messageId: messageId(1_000_001),
  pollId: messageId(POLL),
};

const get = (route: string, { params = {}, query = "" }: Parameters = {}): Asked => {
  const path = Object.entries(params).reduce(
    (at, [name, value]) => at.replace(`:${name}`, value),
    route,
  );
  const search = query && `?${query}`;
  const full = `${path}${search}`;
  return { name: `GET ${full}`, method: "GET", route: `/api/v1${route}`, path: `/api/v1${full}` };
};

interface Parameters {
  params?: Record<string, string>;
  query?: string;
}

/** Every query, in each form that reads different rows. */
export function queriesIn({ direct, group, channel, member, ...ids }: Scope): Asked[] {
  const { messageId: message, pollId } = ids;
  const world = { id: WORLD_CONVERSATION_ID };
  const middle = "before=1000&limit=100";
  return [
    get("/me"),
    get("/auth/security"),
    get("/auth/providers"),
    get("/auth/sessions"),
    get("/push/key"),
    { ...get("/home"), lists: 6 },
    get("/home", { query: "part=friends&after=20&limit=100" }),
    get("/home", { query: "part=conversations&after=50&limit=100" }),
    get("/home", { query: "part=requests&after=100&limit=100" }),
    get("/home", { query: "part=challenges&after=20&limit=20" }),
    get("/home", { query: "part=matches" }),
    get("/home", { query: "part=notifications&after=100&limit=100" }),
    get("/conversations"),
    get("/conversations", { query: `after=${conversationId(100)}&limit=5` }),
    get("/conversations/:id/messages", { params: world }),
    get("/conversations/:id/messages", { params: world, query: middle }),
    get("/conversations/:id/messages", { params: { id: direct }, query: "before=19&limit=10" }),
    get("/conversations/:id/messages", { params: world, query: "after=1000&limit=100" }),
    get("/conversations/:id/messages", { params: { id: group }, query: `around=${message}` }),
    get("/conversations/:id/pins", { params: world }),
    get("/conversations/:id/messages/:messageId/edits", {
      params: { id: group, messageId: message },
    }),
    get("/conversations/:id/changes", { params: world, query: "since=0" }),
    get("/conversations/:id/changes", { params: { id: group }, query: "since=10&limit=5" }),
    get("/conversations/:id/messages/:messageId/votes", {
      params: { id: group, messageId: pollId },
    }),
    get("/conversations/:id/messages/:messageId/votes", {
      params: { id: group, messageId: pollId },
      query: `after=${userId(2_000)}&limit=5`,
    }),
    get("/channels"),
    get("/channels", { query: "search=channel" }),
    get("/channels", { query: `search=room&after=${channelId(50)}&limit=20` }),
    get("/conversations/:id/requests", { params: { id: channel } }),
    get("/conversations/:id/invites", { params: { id: channel } }),
    get("/conversations/:id/bans", { params: { id: channel } }),
    get("/conversations/:id/bans", { params: { id: channel }, query: `before=${BAN}&limit=20` }),
    get("/conversations/:id/reports", { params: { id: channel } }),
    get("/conversations/:id/reports", {
      params: { id: channel },
      query: `state=closed&before=${BAN}&limit=20`,
    }),
    get("/bans"),
    get("/bans", { query: `before=${BAN}&limit=20` }),
    get("/emoji"),
    get("/sticker-packs"),
    get("/reports"),
    get("/reports", { query: `state=closed&before=${BAN}&limit=20` }),
    get("/sent-messages"),
    get("/sent-messages", { query: `before=2000000000000000.${messageId(5_000)}&limit=20` }),
    get("/sent-messages", { query: `userId=${userId(10)}&limit=20` }),
    get("/sent-messages", { query: `conversationId=${group}&limit=20` }),
    get("/sent-messages", { query: "address=10.2.10.10&limit=20" }),
    get("/sent-messages", { query: "address=10.2.10.0/24&limit=20" }),
    get("/audit"),
    get("/audit", { query: `before=${BAN}&limit=20` }),
    get("/conversations/:id/audit", { params: { id: channel } }),
    get("/conversations/:id/audit", { params: { id: channel }, query: `before=${BAN}&limit=20` }),
    get("/conversations/:id/members", { params: world }),
    get("/conversations/:id/members", { params: world, query: `after=${userId(5_000)}` }),
    get("/conversations/:id/members", { params: { id: group } }),
    get("/conversations/:id/members", { params: world, query: "search=p77" }),
    get("/conversations/:id/members", { params: world, query: "search=person&limit=20" }),
    get("/conversations/:id/members", { params: world, query: "search=person%205" }),
    get("/conversations/:id/members", {
      params: world,
      query: `search=person&after=${userId(5_000)}&limit=20`,
    }),
    get("/conversations/:id/members", { params: { id: group }, query: "search=nobody" }),
    get("/conversations/:id/members", { params: { id: group }, query: "search=p" }),
    get("/changes", { query: "since=0" }),
    get("/changes", { query: "since=9999&limit=5" }),
    get("/changes", { query: "since=1999999" }),
    get("/notifications"),
    get("/notifications", { query: `before=${Date.now() * 1_000}.${member}&limit=20` }),
    get("/blocks"),
    get("/challenges"),
    get("/challenges/:id", { params: { id: challengeId(50) } }),
    get("/challenges/by-code/:code", { params: { code: CHALLENGE_CODE } }),
    get("/matches", { query: "limit=20" }),
    get("/matches", { query: "game=pong&result=won&limit=20" }),
    get("/matches", { query: `user=${userId(10)}&result=drawn&before=${matchId(40_000)}` }),
    get("/leaderboards/:game", { params: { game: "pong" }, query: "limit=20" }),
    get("/leaderboards/:game", { params: { game: "pong" }, query: "scope=season&limit=20" }),
    get("/leaderboards/:game", { params: { game: "pong" }, query: "scope=friends&limit=20" }),
    get("/leaderboards/:game", {
      ...{ params: { game: "pong" }, query: `after=1400.5_${userId(10)}&limit=20` },
    }),
    get("/queue"),
    get("/matches/current"),
    get("/matches/:id", { params: { id: matchId(50) } }),
    get("/friends"),
    get("/friends", { query: "state=received&limit=20" }),
    get("/presence", { query: `ids=${member}` }),
    get("/users"),
    get("/users", { query: "search=" }),
    get("/users", { query: "search=p" }),
    get("/users", { query: "search=p1" }),
    get("/users", { query: "search=person" }),
    get("/users", { query: "search=p&after=p15" }),
    get("/users", { query: "search=nobody at all" }),
    get("/users", { query: "search=p777" }),
    get("/users", { query: `ids=${member}` }),
    get("/people/:name", { params: { name: "p77" } }),
    get("/people/:name", { params: { name: "former7" } }),
  ];
}

const command = (
  name: string,
  input: object,
  more: { as?: string; changes?: number } = {},
): Asked => ({
  name: more.as ? `${name} ${more.as}` : name,
  method: "POST",
  route: "/api/v1/commands",
  path: "/api/v1/commands",
  body: { commands: [{ id: newId(), name, input }] },
  changes: more.changes ?? 1,
});

const content = { kind: "text", body: "said in time" };

/** Every command, in an order in which all of them succeed. */
export function commandsIn({ direct, group, channel, member, ...ids }: Scope): Asked[] {
  const stranger = { userId: userId(3_000) };
  const asking = { userId: userId(500) };
  const { messageId: message, pollId } = ids;
  const sent = newId();
  return [
    command("conversation.create", { kind: "direct", userId: userId(2_500) }, { as: "of two" }),
    command("conversation.create", { kind: "group", name: "Few", members: [userId(2_000)] }),
    command(
      "conversation.create",
      {
        kind: "group",
        name: "Many",
        members: Array.from({ length: 99 }, (_, n) => userId(2_001 + n)),
      },
      { as: "of 100", changes: 100 },
    ),
    command("conversation.create", { kind: "channel", name: "New", visibility: "public" }),
    command("channel.join", { conversationId: channelId(3) }, { as: "to ask" }),
    command("channel.cancelRequest", { conversationId: channelId(3) }),
    command("channel.join", { conversationId: channelId(2) }),
    command("channel.answerRequest", {
      ...{ conversationId: channel, userId: userId(JOINING_FROM + 1), state: "accepted" },
    }),
    command(
      "channel.answerRequest",
      { conversationId: channel, userId: userId(JOINING_FROM + 2), state: "rejected" },
      { as: "rejected" },
    ),
    command("command.run", { conversationId: channel, text: "/topic All about tennis" }),
    command("invite.create", { conversationId: channel }),
    command("invite.revoke", { conversationId: channel, code: INVITE_CODE }),
    command("invite.accept", { conversationId: channelId(4), code: FOREIGN_CODE }),
    command(
      "message.send",
      { conversationId: channel, content },
      { as: "in a channel of all users" },
    ),
    command(
      "message.send",
      { conversationId: WORLD_CONVERSATION_ID, content },
      { as: "in the world chat" },
    ),
    {
      ...command("message.send", {}),
      body: {
        commands: [{ id: sent, name: "message.send", input: { conversationId: direct, content } }],
      },
    },
    command("message.edit", { conversationId: direct, messageId: sent, content }),
    command("message.react", { conversationId: direct, messageId: sent, emoji: "👍", on: true }),
    command(
      "message.react",
      { conversationId: direct, messageId: sent, emoji: "👍", on: false },
      { as: "removed" },
    ),
    command(
      "report.create",
      { messageId: messageId(1_000_010), reason: "spam" },
      { as: "about a message" },
    ),
    command("message.hide", { conversationId: group, messageId: message }),
    command("message.pin", { conversationId: direct, messageId: sent, pinned: true }),
    command("poll.vote", { conversationId: group, messageId: pollId, choices: [1] }),
    command(
      "poll.vote",
      { conversationId: group, messageId: messageId(POLL + 1), choices: [1] },
      { as: "that is anonymous" },
    ),
    command("poll.close", { conversationId: group, messageId: pollId }),
    command("message.delete", { conversationId: direct, messageId: sent }, { changes: 2 }),
    command("message.delete", { conversationId: group, messageId: message }, { as: "of long ago" }),
    command("marker.set", { conversationId: group, seq: 3 }),
    command(
      "marker.set",
      { conversationId: WORLD_CONVERSATION_ID, seq: 3 },
      { as: "in the world chat" },
    ),
    command("member.mute", { conversationId: channel, userId: userId(10) }),
    command("member.unmute", { conversationId: channel, userId: userId(10) }),
    command("member.ban", { conversationId: channel, userId: userId(10) }),
    command(
      "member.ban",
      { conversationId: channel, address: "192.0.2.1" },
      { as: "of an address" },
    ),
    command("member.unban", { conversationId: channel, userId: userId(10) }),
    command("member.unban", { conversationId: channel, banId: BAN }, { as: "by its id" }),
    command("report.create", { userId: userId(10), reason: "spam" }),
    command("report.close", { reportId: BAN }),
    command("member.add", { conversationId: group, ...stranger }),
    command("member.role", { conversationId: group, ...stranger, role: "moderator" }),
    command("member.remove", { conversationId: group, ...stranger }),
    command("conversation.notify", { conversationId: group, level: "all" }),
    command("conversation.archive", { conversationId: group, archived: true }),
    command("conversation.clear", { conversationId: group, seq: 1 }),
    command("conversation.update", { conversationId: group, name: "Renamed" }),
    command("member.leave", { conversationId: group }),
    command("user.block", stranger),
    command("user.unblock", stranger),
    command("user.ignore", stranger),
    command("user.unignore", stranger),
    command("challenge.create", { game: "pong", opponent: stranger.userId }),
    command("challenge.withdraw", { challengeId: challengeId(2) }),
    command("challenge.decline", { challengeId: challengeId(40) }),
    command("queue.join", { game: "pong" }),
    command("queue.leave", {}),
    command("challenge.accept", { challengeId: challengeId(41) }),
    command("match.rematch", { matchId: matchId(4) }),
    command("friend.request", stranger),
    command("friend.withdraw", stranger),
    command("friend.accept", asking),
    command("friend.remove", asking),
    command("friend.decline", { userId: userId(501) }),
    command("profile.update", { status: "here" }),
    command("account.locale", { locale: "fr" }),
    command("presence.set", { appearsOffline: false }),
    command("notification.read", { ids: [member] }),
    command("notification.readAll", { upTo: 10_200 }, { changes: 100 }),
    command("notifications.disturb", { hours: null, until: null }),
    command("user.ban", { userId: userId(2_900) }),
    command("user.unban", { userId: userId(2_900) }),
    // Each process reads all banned addresses again: `limits.bannedAddresses` short rows at most.
    command("address.ban", { address: "192.0.2.1" }, { changes: BANNED_ADDRESSES / 10 }),
    command("address.unban", { address: "192.0.2.1" }, { changes: BANNED_ADDRESSES / 10 }),
    // Of a channel with as many members as the server has users.
    command("conversation.delete", { conversationId: channel }),
  ];
}
