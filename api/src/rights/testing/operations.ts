import * as accounts from "@rally/shared/accounts";
import * as blocks from "@rally/shared/blocks";
import * as commands from "@rally/shared/commands";
import * as conversations from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import * as members from "@rally/shared/members";
import * as notifications from "@rally/shared/notifications";
import * as people from "@rally/shared/people";
import * as push from "@rally/shared/push";
import { newPushKeys } from "../../testing/index.js";
import { accountOperations } from "./account-operations.js";
import { request, route, type Operation, type Scene } from "./operation.js";
import { peopleOperations } from "./people-operations.js";

const text = (scene: Scene) => ({ kind: "text", body: `by ${scene.actor.name}` });

/** Every command there is, some of them with more than one aim. */
const inputs: Record<string, (scene: Scene) => [name: string, input: object]> = {
  "conversation.create direct": ({ stage }) => [
    "conversation.create",
    { kind: "direct", userId: stage.partnerId },
  ],
  "conversation.create group": ({ stage }) => [
    "conversation.create",
    { kind: "group", name: "another", members: [stage.partnerId] },
  ],
  "message.send": (scene) => ["message.send", { ...here(scene), content: text(scene) }],
  "message.edit own": (scene) => [
    "message.edit",
    { ...here(scene), messageId: scene.stage.own, content: text(scene) },
  ],
  "message.edit another's": (scene) => [
    "message.edit",
    { ...here(scene), messageId: scene.stage.others, content: text(scene) },
  ],
  "message.delete own": (scene) => [
    "message.delete",
    { ...here(scene), messageId: scene.stage.own },
  ],
  "message.delete another's": (scene) => [
    "message.delete",
    { ...here(scene), messageId: scene.stage.others },
  ],
  "marker.set": (scene) => ["marker.set", { ...here(scene), seq: 2 }],
  "member.add": (scene) => ["member.add", { ...here(scene), userId: scene.cast.outsider.id }],
  "member.remove a member": (scene) => [
    "member.remove",
    { ...here(scene), userId: scene.cast.extra.id },
  ],
  "member.remove an admin": (scene) => [
    "member.remove",
    { ...here(scene), userId: scene.cast.boss.id },
  ],
  "member.leave": (scene) => ["member.leave", here(scene)],
  "member.role moderator": (scene) => roleOf(scene, "moderator"),
  "member.role admin": (scene) => roleOf(scene, "admin"),
  "member.role owner": (scene) => roleOf(scene, "owner"),
  "user.block": ({ cast }) => ["user.block", { userId: cast.target.id }],
  "user.unblock": ({ cast }) => ["user.unblock", { userId: cast.target.id }],
  "user.restrain": ({ cast }) => ["user.restrain", { userId: cast.target.id }],
  "user.unrestrain": ({ cast }) => ["user.unrestrain", { userId: cast.target.id }],
  "friend.request": (scene) => ["friend.request", partner(scene)],
  "friend.accept": (scene) => ["friend.accept", partner(scene)],
  "friend.withdraw": (scene) => ["friend.withdraw", partner(scene)],
  "friend.decline": (scene) => ["friend.decline", partner(scene)],
  "friend.remove": (scene) => ["friend.remove", partner(scene)],
  "profile.update": () => ["profile.update", { status: "here" }],
  "account.locale": () => ["account.locale", { locale: "fr" }],
  "presence.set": () => ["presence.set", { appearsOffline: false }],
  "conversation.notify": (scene) => ["conversation.notify", { ...here(scene), level: "all" }],
  "notification.read": ({ stage }) => ["notification.read", { ids: [stage.conversationId] }],
  "notification.readAll": () => ["notification.readAll", { upTo: 0 }],
  "notifications.disturb": () => ["notifications.disturb", { hours: null, until: null }],
  "user.ban": ({ cast }) => ["user.ban", { userId: cast.target.id }],
  "user.unban": ({ cast }) => ["user.unban", { userId: cast.target.id }],
};

const partner = ({ stage }: Scene) => ({ userId: stage.partnerId });
const here = ({ stage }: Scene) => ({ conversationId: stage.conversationId });
const roleOf = (scene: Scene, role: string): [string, object] => [
  "member.role",
  { ...here(scene), userId: scene.cast.extra.id, role },
];

const batches = Object.entries(inputs).map(([name, inputOf]): Operation => ({
  name,
  way: "batch",
  async try(scene) {
    const [command, input] = inputOf(scene);
    const body = { commands: [{ id: newId(), name: command, input }] };
    const reply = await request(scene, commands.runCommands, { body });
    if (reply.outcome !== "ok") return reply;
    const { data } = JSON.parse(reply.said) as { data: commands.CommandAnswer[] };
    const [answer] = data;
    return { ...reply, outcome: answer?.success ? "ok" : String(answer?.error.code) };
  },
}));

const id = ({ stage }: Scene) => ({ id: stage.conversationId });
const message = (scene: Scene, which: "own" | "others") => ({
  ...id(scene),
  messageId: scene.stage[which],
});
const create = conversations.createConversationRoute;

const routes: Operation[] = [
  route("conversation.create direct", "route", create, ({ stage }) => ({
    body: { kind: "direct", userId: stage.partnerId },
  })),
  route("conversation.create group", "route", create, ({ stage }) => ({
    body: { kind: "group", name: "another", members: [stage.partnerId] },
  })),
  route("message.send", "route", conversations.sendMessageRoute, (scene) => ({
    params: id(scene),
    body: { id: newId(), content: text(scene) },
  })),
  ...(["own", "others"] as const).flatMap((which) => {
    const whose = which === "own" ? "own" : "another's";
    return [
      route(`message.edit ${whose}`, "route", conversations.editMessageRoute, (scene) => ({
        params: message(scene, which),
        body: { content: text(scene) },
      })),
      route(`message.delete ${whose}`, "route", conversations.deleteMessageRoute, (scene) => ({
        params: message(scene, which),
      })),
    ];
  }),
  route("marker.set", "route", conversations.setMarkerRoute, (scene) => ({
    params: id(scene),
    body: { seq: 2 },
  })),
];

const since = (scene: Scene) => ({ params: id(scene), query: "since=0" });
const queries: Operation[] = [
  route("me", "query", accounts.me, () => ({})),
  route("conversations", "query", conversations.listConversations, () => ({})),
  route("messages", "query", conversations.listMessages, (scene) => ({ params: id(scene) })),
  route("changes of the conversation", "query", conversations.listChanges, since),
  route("members", "query", members.listMembers, (scene) => ({ params: id(scene) })),
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
  route("a session of another's, ended", "route", accounts.endSessionRoute, ({ rally, cast }) => ({
    params: { id: rally.tokens.verifyAccess(cast.outsider.token).sessionId },
  })),
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
  ...accountOperations,
];
export const commandsTried = new Set(Object.values(inputs).map((inputOf) => inputOf(nowhere())[0]));

/** A scene in which inputs can be named, and nothing tried. */
function nowhere(): Scene {
  const anyone = { id: "" };
  return {
    stage: {},
    actor: {},
    cast: { outsider: anyone, extra: anyone, boss: anyone, target: anyone },
  } as unknown as Scene;
}
