import * as accounts from "@rally/shared/accounts";
import * as blocks from "@rally/shared/relationships";
import * as commands from "@rally/shared/commands";
import * as conversations from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import * as members from "@rally/shared/members";
import * as notifications from "@rally/shared/notifications";
import * as people from "@rally/shared/people";
import * as push from "@rally/shared/push";
import { newPushKeys } from "../../testing/index.js";
import { accountOperations } from "./account-operations.js";
import { channelOperations } from "./channel-operations.js";
import { gameInputs, gameOperations } from "./game-operations.js";
import { moderationOperations } from "./moderation-operations.js";
import { request, route, type Operation, type OperationSetup } from "./operation.js";
import { onePicture, peopleOperations } from "./people-operations.js";

const text = (setup: OperationSetup) => ({ kind: "text", body: `by ${setup.actor.name}` });

/** Every command, some with several inputs. */
const inputs: Record<string, (setup: OperationSetup) => [name: string, input: object]> = {
  "conversation.create direct": ({ fixture }) => [
    "conversation.create",
    { kind: "direct", userId: fixture.partnerId },
  ],
  "conversation.create group": ({ fixture }) => [
    "conversation.create",
    { kind: "group", name: "another", members: [fixture.partnerId] },
  ],
  "conversation.create channel": () => [
    "conversation.create",
    { kind: "channel", name: "another", visibility: "public" },
  ],
  "channel.join": (setup) => ["channel.join", inChannel(setup)],
  "channel.cancelRequest": (setup) => ["channel.cancelRequest", inChannel(setup)],
  "channel.answerRequest": (setup) => [
    "channel.answerRequest",
    { ...inChannel(setup), userId: setup.actors.outsider.id, state: "accepted" },
  ],
  "invite.create": (setup) => ["invite.create", inChannel(setup)],
  "invite.revoke": (setup) => ["invite.revoke", invite(setup)],
  "invite.accept": (setup) => ["invite.accept", invite(setup)],
  "message.send": (setup) => ["message.send", { ...here(setup), content: text(setup) }],
  "command.run a message": (setup) => ["command.run", { ...here(setup), text: text(setup).body }],
  "command.run /topic": (setup) => [
    "command.run",
    { ...here(setup), text: "/topic all about tennis" },
  ],
  "message.edit own": (setup) => [
    "message.edit",
    { ...here(setup), messageId: setup.fixture.own, content: text(setup) },
  ],
  "message.edit another's": (setup) => [
    "message.edit",
    { ...here(setup), messageId: setup.fixture.others, content: text(setup) },
  ],
  "message.delete own": (setup) => [
    "message.delete",
    { ...here(setup), messageId: setup.fixture.own },
  ],
  "message.delete another's": (setup) => [
    "message.delete",
    { ...here(setup), messageId: setup.fixture.others },
  ],
  "message.hide": (setup) => ["message.hide", { ...here(setup), messageId: setup.fixture.others }],
  "message.react": (setup) => [
    "message.react",
    { ...here(setup), messageId: setup.fixture.others, emoji: "👍", on: true },
  ],
  "message.pin": (setup) => [
    "message.pin",
    { ...here(setup), messageId: setup.fixture.others, pinned: true },
  ],
  "poll.vote": (setup) => ["poll.vote", { ...inPoll(setup), choices: [1] }],
  "poll.close another's": (setup) => ["poll.close", inPoll(setup)],
  "conversation.update": (setup) => ["conversation.update", { ...here(setup), name: "Renamed" }],
  "conversation.update theme": (setup) => [
    "conversation.update",
    { ...here(setup), theme: "clay" },
  ],
  "marker.set": (setup) => ["marker.set", { ...here(setup), seq: 2 }],
  "member.add": (setup) => ["member.add", { ...here(setup), userId: setup.actors.outsider.id }],
  "member.remove a member": (setup) => [
    "member.remove",
    { ...here(setup), userId: setup.actors.extra.id },
  ],
  "member.remove an admin": (setup) => [
    "member.remove",
    { ...here(setup), userId: setup.actors.boss.id },
  ],
  "member.mute a member": (setup) => [
    "member.mute",
    { ...here(setup), userId: setup.actors.extra.id },
  ],
  "member.mute an admin": (setup) => [
    "member.mute",
    { ...here(setup), userId: setup.actors.boss.id },
  ],
  "member.unmute": (setup) => ["member.unmute", { ...here(setup), userId: setup.actors.extra.id }],
  "member.ban a member": (setup) => [
    "member.ban",
    { ...here(setup), userId: setup.actors.extra.id },
  ],
  "member.ban an admin": (setup) => [
    "member.ban",
    { ...here(setup), userId: setup.actors.boss.id },
  ],
  "member.ban an address": (setup) => ["member.ban", { ...here(setup), address: "192.0.2.1" }],
  "member.unban": (setup) => ["member.unban", { ...here(setup), userId: setup.actors.extra.id }],
  "report.create about a message": (setup) => [
    "report.create",
    { messageId: setup.fixture.others, reason: "spam" },
  ],
  "report.create about a user": ({ actors }) => [
    "report.create",
    { userId: actors.target.id, reason: "spam" },
  ],
  "report.close": ({ fixture }) => ["report.close", { reportId: fixture.reportId }],
  "member.leave": (setup) => ["member.leave", here(setup)],
  "member.role moderator": (setup) => roleOf(setup, "moderator"),
  "member.role admin": (setup) => roleOf(setup, "admin"),
  "member.role owner": (setup) => roleOf(setup, "owner"),
  "user.block": ({ actors }) => ["user.block", { userId: actors.target.id }],
  "user.unblock": ({ actors }) => ["user.unblock", { userId: actors.target.id }],
  "user.ignore": ({ actors }) => ["user.ignore", { userId: actors.target.id }],
  "user.unignore": ({ actors }) => ["user.unignore", { userId: actors.target.id }],
  "friend.request": (setup) => ["friend.request", partner(setup)],
  "friend.accept": (setup) => ["friend.accept", partner(setup)],
  "friend.withdraw": (setup) => ["friend.withdraw", partner(setup)],
  "friend.decline": (setup) => ["friend.decline", partner(setup)],
  "friend.remove": (setup) => ["friend.remove", partner(setup)],
  "profile.update": () => ["profile.update", { status: "here" }],
  "account.locale": () => ["account.locale", { locale: "fr" }],
  "presence.set": () => ["presence.set", { appearsOffline: false }],
  "conversation.notify": (setup) => ["conversation.notify", { ...here(setup), level: "all" }],
  "conversation.clear": (setup) => ["conversation.clear", here(setup)],
  "conversation.delete": (setup) => ["conversation.delete", here(setup)],
  "conversation.archive": (setup) => ["conversation.archive", { ...here(setup), archived: true }],
  "notification.read": ({ fixture }) => ["notification.read", { ids: [fixture.conversationId] }],
  "notification.readAll": () => ["notification.readAll", { upTo: 0 }],
  "notifications.disturb": () => ["notifications.disturb", { hours: null, until: null }],
  "user.ban": ({ actors }) => ["user.ban", { userId: actors.target.id }],
  "user.unban": ({ actors }) => ["user.unban", { userId: actors.target.id }],
  "address.ban": () => ["address.ban", { address: "192.0.2.1" }],
  "address.unban": () => ["address.unban", { address: "192.0.2.1" }],
  ...gameInputs,
};

const partner = ({ fixture }: OperationSetup) => ({ userId: fixture.partnerId });
const inChannel = ({ fixture }: OperationSetup) => ({ conversationId: fixture.channelId });
const invite = (setup: OperationSetup) => ({
  ...inChannel(setup),
  code: setup.fixture.inviteCode,
});
const here = ({ fixture }: OperationSetup) => ({ conversationId: fixture.conversationId });
const inPoll = (setup: OperationSetup) => ({ ...here(setup), messageId: setup.fixture.poll });
const roleOf = (setup: OperationSetup, role: string): [string, object] => [
  "member.role",
  { ...here(setup), userId: setup.actors.extra.id, role },
];

const batches = Object.entries(inputs).map(([name, inputOf]): Operation => ({
  name,
  way: "batch",
  async try(setup) {
    const [command, input] = inputOf(setup);
    const body = { commands: [{ id: newId(), name: command, input }] };
    const reply = await request(setup, commands.runCommands, { body });
    if (reply.outcome !== "ok") return reply;
    const { data } = JSON.parse(reply.text) as { data: commands.CommandAnswer[] };
    const [answer] = data;
    return { ...reply, outcome: answer?.success ? "ok" : String(answer?.error.code) };
  },
}));

const id = ({ fixture }: OperationSetup) => ({ id: fixture.conversationId });
const message = (setup: OperationSetup, which: "own" | "others") => ({
  ...id(setup),
  messageId: setup.fixture[which],
});
const create = conversations.createConversationRoute;

const routes: Operation[] = [
  route("conversation.create direct", "route", create, ({ fixture }) => ({
    body: { kind: "direct", userId: fixture.partnerId },
  })),
  route("conversation.create group", "route", create, ({ fixture }) => ({
    body: { kind: "group", name: "another", members: [fixture.partnerId] },
  })),
  ...channelOperations,
  ...moderationOperations,
  route("message.send", "route", conversations.sendMessageRoute, (setup) => ({
    params: id(setup),
    body: { id: newId(), content: text(setup) },
  })),
  ...(["own", "others"] as const).flatMap((which) => {
    const whose = which === "own" ? "own" : "another's";
    return [
      route(`message.edit ${whose}`, "route", conversations.editMessageRoute, (setup) => ({
        params: message(setup, which),
        body: { content: text(setup) },
      })),
      route(`message.delete ${whose}`, "route", conversations.deleteMessageRoute, (setup) => ({
        params: message(setup, which),
      })),
    ];
  }),
  route("message.hide", "route", conversations.deleteMessageRoute, (setup) => ({
    params: message(setup, "others"),
    query: "for=me",
  })),
  route("message.react", "route", conversations.addReactionRoute, (setup) => ({
    params: { id: setup.fixture.conversationId, messageId: setup.fixture.others, emoji: "👍" },
  })),
  route("message.react", "route", conversations.removeReactionRoute, (setup) => ({
    params: { id: setup.fixture.conversationId, messageId: setup.fixture.others, emoji: "👍" },
  })),
  ...[conversations.addPinRoute, conversations.removePinRoute].map((pinRoute) =>
    route("message.pin", "route", pinRoute, (setup) => ({ params: message(setup, "others") })),
  ),
  route("conversation.clear", "route", conversations.clearRoute, (setup) => ({
    params: id(setup),
  })),
  route("conversation.delete", "route", conversations.deleteConversationRoute, (setup) => ({
    params: id(setup),
    query: "for=all",
  })),
  ...[conversations.archiveRoute, conversations.unarchiveRoute].map((archiveRoute) =>
    route("conversation.archive", "route", archiveRoute, (setup) => ({ params: id(setup) })),
  ),
  route("conversation.update", "route", conversations.updateConversationRoute, (setup) => ({
    params: { id: setup.fixture.conversationId },
    body: { name: "Renamed" },
  })),
  route("conversation.update theme", "route", conversations.updateConversationRoute, (setup) => ({
    params: { id: setup.fixture.conversationId },
    body: { theme: "clay" },
  })),
  route("a picture of the chat", "route", conversations.setPictureRoute, (setup) => ({
    params: id(setup),
    raw: { type: "image/png", bytes: new Uint8Array(onePicture) },
  })),
  route("a picture of the chat", "route", conversations.removePictureRoute, (setup) => ({
    params: id(setup),
  })),
  route("marker.set", "route", conversations.setMarkerRoute, (setup) => ({
    params: id(setup),
    body: { seq: 2 },
  })),
];

const since = (setup: OperationSetup) => ({ params: id(setup), query: "since=0" });
const queries: Operation[] = [
  route("me", "query", accounts.me, () => ({})),
  route("conversations", "query", conversations.listConversations, () => ({})),
  route("messages", "query", conversations.listMessages, (setup) => ({ params: id(setup) })),
  route("messages", "query", conversations.listMessages, (setup) => ({
    params: id(setup),
    query: `around=${setup.fixture.others}`,
  })),
  route("edits of a message", "query", conversations.listEdits, (setup) => ({
    params: message(setup, "others"),
  })),
  route("pins", "query", conversations.listPins, (setup) => ({ params: id(setup) })),
  route("changes of the conversation", "query", conversations.listChanges, since),
  route("votes of a poll", "query", conversations.listVotes, (setup) => ({
    params: { ...id(setup), messageId: setup.fixture.poll },
  })),
  route("members", "query", members.listMembers, (setup) => ({ params: id(setup) })),
  route("changes", "query", conversations.listUserChanges, () => ({ query: "since=0" })),
  route("people", "query", people.findPeople, () => ({ query: "search=u_" })),
  route("blocks", "query", blocks.listBlocks, () => ({})),
  route("notifications", "query", notifications.listNotifications, () => ({})),
  route("the key of push", "query", push.readPushKey, () => ({})),
  route("a subscription of push", "route", push.subscribeToPush, ({ actor }) => ({
    body: {
      endpoint: `https://push.example.org/${encodeURIComponent(actor.name)}`,
      keys: newPushKeys(),
    },
  })),
  route("no subscription of push", "route", push.unsubscribeFromPush, () => ({})),
  route("sessions", "query", accounts.listSessions, () => ({})),
  route(
    "a session of another's, ended",
    "route",
    accounts.endSessionRoute,
    ({ rally, actors }) => ({
      params: { id: rally.tokens.verifyAccess(actors.outsider.token).sessionId },
    }),
  ),
  route("the password, by a wrong one", "route", accounts.changePassword, () => ({
    body: { current: "not the password", next: "another password" },
  })),
  route("a bot's token", "route", accounts.createToken, () => ({ body: { name: "bot" } })),
];

export const httpOperations: readonly Operation[] = [
  ...batches,
  ...routes,
  ...queries,
  ...peopleOperations,
  ...gameOperations,
  ...accountOperations,
];
export const commandsTried = new Set(
  Object.values(inputs).map((inputOf) => inputOf(emptySetup())[0]),
);

/** A fixture for naming inputs, without running them. */
function emptySetup(): OperationSetup {
  const anyone = { id: "" };
  return {
    fixture: {},
    actor: {},
    actors: { outsider: anyone, extra: anyone, boss: anyone, target: anyone },
  } as unknown as OperationSetup;
}
