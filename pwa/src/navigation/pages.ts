import { msg } from "@lit/localize";
import { isId } from "@rally/shared/ids";
import { html, type TemplateResult } from "lit";
import { page } from "./page.js";
import {
  aliasesOf,
  moderationSections,
  peopleSections,
  sectionReader,
  settingsSections,
} from "./sections.js";

const token = (text = ""): string => text;
const peopleTab = sectionReader(peopleSections, "friends");
const moderationTab = sectionReader(moderationSections, "reports");
const settingsSection = sectionReader(settingsSections, "overview");

const idParameter = (text: string | undefined) => (isId(text) ? text : undefined);
/** A game by its id; by default the first one. */
const gameParameter = (text: string | undefined): "pong" | "connect-four" | undefined =>
  text === undefined ? "pong" : text === "pong" || text === "connect-four" ? text : undefined;
const usernameParameter = (text = "") => (/^\w{3,24}$/.test(text) ? text.toLowerCase() : undefined);

/** One template for both addresses, so that the page stays when only the message changes. */
function conversationPage(id: string, message?: string): TemplateResult {
  return html`<rally-conversation-page
    .conversationId=${id}
    .messageId=${message}
  ></rally-conversation-page>`;
}

/**
 * Every page of the app. To add one: write its component `<domain>/rally-<name>-page.ts`, and its
 * entry here. Links, titles, the navigation and the loading of its chunk follow from the entry.
 */
export const pages = {
  home: page({
    path: "/home",
    title: () => msg("Home"),
    access: "signed-in",
    navigation: { icon: "house", label: () => msg("Home") },
    pane: "whole",
    module: "home/rally-home-page",
    render: () => html`<rally-home-page></rally-home-page>`,
  }),
  conversations: page({
    path: "/",
    aliases: { "/": ["/c", "/chat", "/chats", "/conversations", "/messages", "/inbox"] },
    title: () => "",
    access: "signed-in",
    navigation: { icon: "messages", label: () => msg("Chats") },
    pane: "list",
    render: () => html`<rally-welcome></rally-welcome>`,
  }),
  conversation: page({
    path: "/c/:id",
    parameters: { id: idParameter },
    title: () => "",
    access: "signed-in",
    parent: "conversations",
    render: ({ id }) => conversationPage(id),
    key: ({ id }) => id,
  }),
  /** A conversation at one of its messages. */
  message: page({
    path: "/c/:id/:message",
    parameters: { id: idParameter, message: idParameter },
    title: () => "",
    access: "signed-in",
    parent: "conversations",
    render: ({ id, message }) => conversationPage(id, message),
    key: ({ id }) => id,
  }),
  /** The reports of a conversation's messages, for its moderators. */
  "conversation-reports": page({
    path: "/c/:id/reports",
    parameters: { id: idParameter },
    title: () => msg("Reports"),
    access: "signed-in",
    parent: "conversations",
    module: "reports/rally-conversation-reports-page",
    render: ({ id }) =>
      html`<rally-conversation-reports-page
        .conversationId=${id}
      ></rally-conversation-reports-page>`,
    key: ({ id }) => `${id}/reports`,
  }),
  "new-conversation": page({
    path: "/new/:kind",
    parameters: { kind: (text) => (text === "group" || text === "channel" ? text : undefined) },
    title: () => "",
    access: "signed-in",
    parent: "conversations",
    module: "conversations/rally-new-conversation-page",
    render: ({ kind }) =>
      html`<rally-new-conversation-page .kind=${kind}></rally-new-conversation-page>`,
    key: ({ kind }) => `new/${kind}`,
  }),
  channels: page({
    path: "/channels",
    aliases: { "/channels": ["/rooms", "/browse"] },
    title: () => msg("Channels"),
    access: "signed-in",
    parent: "conversations",
    module: "channels/rally-channels-page",
    render: () => html`<rally-channels-page></rally-channels-page>`,
  }),
  invite: page({
    path: "/invite/:code",
    parameters: { code: (text = "") => (/^[\w-]{1,64}$/.test(text) ? text : undefined) },
    title: () => msg("Invitation"),
    access: "anyone",
    module: "invites/rally-invite-page",
    render: ({ code }) => html`<rally-invite-page .code=${code}></rally-invite-page>`,
    key: ({ code }) => `invite/${code}`,
  }),
  games: page({
    path: "/games",
    aliases: { "/games": ["/play", "/lobby"] },
    title: () => msg("Games"),
    access: "signed-in",
    navigation: { icon: "gamepad", label: () => msg("Games") },
    pane: "whole",
    module: "games/rally-games-page",
    render: () => html`<rally-games-page></rally-games-page>`,
  }),
  /** A match on this device. */
  "local-match": page({
    path: "/games/:game/:opponent",
    parameters: {
      game: (text) => (text === "pong" || text === "connect-four" ? text : undefined),
      opponent: (text) => (text === "computer" || text === "friend" ? text : undefined),
    },
    title: () => "",
    access: "signed-in",
    parent: "games",
    pane: "whole",
    module: "games/rally-local-match-page",
    render: ({ game, opponent }) =>
      html`<rally-local-match-page .game=${game} .opponent=${opponent}></rally-local-match-page>`,
    key: ({ game, opponent }) => `games/${game}/${opponent}`,
  }),
  leaderboard: page({
    path: "/leaderboard/:game?",
    parameters: { game: gameParameter },
    title: () => msg("Leaderboard"),
    access: "signed-in",
    parent: "games",
    pane: "whole",
    module: "games/rally-leaderboard-page",
    render: ({ game }) => html`<rally-leaderboard-page .game=${game}></rally-leaderboard-page>`,
  }),
  /** The ended matches of a user. */
  matches: page({
    path: "/matches/@:username",
    parameters: { username: usernameParameter },
    title: () => msg("Matches"),
    access: "signed-in",
    parent: "games",
    pane: "whole",
    module: "games/rally-matches-page",
    render: ({ username }) => html`<rally-matches-page .username=${username}></rally-matches-page>`,
    key: ({ username }) => `matches/@${username}`,
  }),
  /** A match on the server. */
  match: page({
    path: "/match/:id",
    parameters: { id: idParameter },
    title: () => msg("Match"),
    access: "signed-in",
    parent: "games",
    pane: "whole",
    module: "games/rally-match-page",
    render: ({ id }) => html`<rally-match-page .matchId=${id}></rally-match-page>`,
    key: ({ id }) => `match/${id}`,
  }),
  /** The lobby for a challenge to one user. */
  "challenge-user": page({
    path: "/challenge/@:username",
    parameters: { username: usernameParameter },
    title: () => msg("Challenge"),
    access: "signed-in",
    parent: "games",
    pane: "whole",
    module: "games/rally-games-page",
    render: ({ username }) => html`<rally-games-page .opponent=${username}></rally-games-page>`,
    key: ({ username }) => `challenge/@${username}`,
  }),
  /** The challenge of a link. */
  challenge: page({
    path: "/challenge/:code",
    parameters: { code: (text = "") => (/^[\w-]{16}$/.test(text) ? text : undefined) },
    title: () => msg("Challenge"),
    access: "signed-in",
    parent: "games",
    pane: "whole",
    module: "games/rally-challenge-page",
    render: ({ code }) => html`<rally-challenge-page .code=${code}></rally-challenge-page>`,
    key: ({ code }) => `challenge/${code}`,
  }),
  people: page({
    path: "/people/:tab?",
    parameters: { tab: peopleTab },
    aliases: aliasesOf("/people", peopleSections, "friends"),
    title: () => msg("People"),
    access: "signed-in",
    navigation: { icon: "users", label: () => msg("People") },
    sections: {
      module: "relationships/rally-people-sections",
      render: ({ tab }) => html`<rally-people-sections .tab=${tab}></rally-people-sections>`,
    },
    module: "relationships/rally-people-page",
    render: ({ tab }) => html`<rally-people-page .tab=${tab}></rally-people-page>`,
  }),
  profile: page({
    path: "/@:username",
    parameters: { username: usernameParameter },
    title: () => "",
    access: "signed-in",
    module: "relationships/rally-profile-page",
    render: ({ username }) => html`<rally-profile-page .username=${username}></rally-profile-page>`,
    key: ({ username }) => `@${username}`,
  }),
  notifications: page({
    path: "/notifications",
    title: () => msg("Notifications"),
    access: "signed-in",
    navigation: { icon: "bell", label: () => msg("Notifications") },
    module: "notifications/rally-notifications-page",
    render: () => html`<rally-notifications-page></rally-notifications-page>`,
  }),
  settings: page({
    path: "/settings/:section?",
    parameters: { section: settingsSection },
    aliases: {
      "/settings": ["/preferences", "/options", "/logout", "/sign-out"],
      ...aliasesOf("/settings", settingsSections),
    },
    title: () => msg("Settings"),
    access: "signed-in",
    navigation: { icon: "settings", label: () => msg("Settings") },
    parent: "settings",
    pane: ({ section }) => (section === "overview" ? "list" : "page"),
    sections: {
      module: "settings/rally-settings-sections",
      render: ({ section }) =>
        html`<rally-settings-sections .section=${section}></rally-settings-sections>`,
    },
    module: "settings/rally-settings-page",
    render: ({ section }) => html`<rally-settings-page .section=${section}></rally-settings-page>`,
    key: ({ section }) => `settings/${section}`,
  }),
  moderation: page({
    path: "/moderation/:tab?",
    parameters: { tab: moderationTab },
    aliases: aliasesOf("/moderation", moderationSections, "reports"),
    title: () => msg("Moderation"),
    access: "signed-in",
    parent: "settings",
    sections: {
      module: "reports/rally-moderation-sections",
      render: ({ tab }) =>
        html`<rally-moderation-sections .tab=${tab}></rally-moderation-sections>`,
    },
    module: "reports/rally-moderation-page",
    render: ({ tab }) => html`<rally-moderation-page .tab=${tab}></rally-moderation-page>`,
    key: ({ tab }) => `moderation/${tab}`,
  }),
  "sign-in": page({
    path: "/sign-in",
    aliases: { "/sign-in": ["/login", "/log-in", "/signin"] },
    title: () => msg("Sign in"),
    access: "signed-out",
    module: "accounts/rally-sign-in-page",
    render: (_, { again }) => html`<rally-sign-in-page .again=${again}></rally-sign-in-page>`,
  }),
  register: page({
    path: "/register",
    aliases: { "/register": ["/signup", "/sign-up", "/join", "/create-account"] },
    title: () => msg("Create an account"),
    access: "signed-out",
    module: "accounts/rally-register-page",
    render: () => html`<rally-register-page .setupToken=${undefined}></rally-register-page>`,
  }),
  setup: page({
    path: "/setup#:token",
    parameters: { token },
    title: () => msg("Create an account"),
    access: "signed-out",
    module: "accounts/rally-register-page",
    render: (values) =>
      html`<rally-register-page .setupToken=${values.token}></rally-register-page>`,
  }),
  forgot: page({
    path: "/forgot",
    aliases: { "/forgot": ["/forgot-password", "/reset-password"] },
    title: () => msg("Forgot your password?"),
    access: "anyone",
    module: "accounts/rally-forgot-page",
    render: () => html`<rally-forgot-page></rally-forgot-page>`,
  }),
  reset: page({
    path: "/reset#:token",
    parameters: { token },
    title: () => msg("Choose a new password"),
    access: "anyone",
    module: "accounts/rally-reset-page",
    render: (values) => html`<rally-reset-page .token=${values.token}></rally-reset-page>`,
    clearsHash: true,
  }),
  confirm: page({
    path: "/confirm#:token",
    parameters: { token },
    title: () => msg("Confirm your email address"),
    access: "anyone",
    module: "accounts/rally-confirm-page",
    render: (values) => html`<rally-confirm-page .token=${values.token}></rally-confirm-page>`,
    clearsHash: true,
  }),
  "not-found": page({
    path: "*",
    title: () => "",
    access: "signed-in",
    render: () => html`<rally-welcome lost></rally-welcome>`,
  }),
} as const;
