import { listAudit, listServerAudit } from "@rally/shared/audit";
import * as bans from "@rally/shared/bans";
import * as accounts from "@rally/shared/accounts";
import * as channels from "@rally/shared/channels";
import * as commands from "@rally/shared/commands";
import * as conversations from "@rally/shared/conversations";
import * as relationships from "@rally/shared/relationships";
import { exportData } from "@rally/shared/export";
import { pathOf, type Route } from "@rally/shared/http";
import { newId } from "@rally/shared/ids";
import * as games from "@rally/shared/games";
import * as expressions from "@rally/shared/expressions";
import * as invites from "@rally/shared/invites";
import * as members from "@rally/shared/members";
import * as home from "@rally/shared/home";
import * as people from "@rally/shared/people";
import * as presence from "@rally/shared/presence";
import * as notifications from "@rally/shared/notifications";
import * as push from "@rally/shared/push";
import { listSentMessages } from "@rally/shared/message-log";
import * as reports from "@rally/shared/reports";
import * as signIn from "@rally/shared/sign-in";
import { newPushKeys } from "../push-service.js";
import type { ChannelSamples } from "./channel-samples.js";

/** A request that a route answers with success. */
export interface RouteSample {
  route: Route;
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: Record<string, unknown>;
  /** The fields reported as missing from an empty body, where they are not all of `body`. */
  needs?: string[];
  /** The fields of the body that may be null. */
  nullable?: string[];
}

const noChannels: ChannelSamples = {
  ...{ owned: "c", joinable: "c", requested: "c", foreignCode: "c", ownCode: "c", member: "c" },
  reportId: "c",
  games: { received: "c", declined: "c", sent: "c", code: "c", match: "c" },
};

/**
 * A request for every route except those that need a mailed link or end the session. The last ones
 * undo what the others need.
 */
export function routeSamples(setup: {
  conversationId: string;
  /** A group that the caller owns. */
  groupId?: string;
  messageId: string;
  /** A poll; missing where the samples are not sent. */
  pollId?: string;
  partnerId: string;
  /** Another session of the caller's that may end. */
  sessionId: string;
  credentials: { login: string; password: string };
  /** Made by `channelSamples`. */
  channels?: ChannelSamples;
}): RouteSample[] {
  const { conversationId: id, groupId = id, messageId, partnerId, sessionId, credentials } = setup;
  const { pollId = messageId } = setup;
  const made = setup.channels ?? noChannels;
  const { owned, joinable, requested, foreignCode, ownCode, member, reportId } = made;
  const { password } = credentials;
  const keys = newPushKeys();
  const subscription = { endpoint: "https://push.example.org/a", keys };
  const content = { kind: "text", body: "hello" };
  const fresh = `s_${newId().slice(-12)}`;
  const command = { id: newId(), name: "marker.set", input: { conversationId: id, seq: 0 } };
  return [
    {
      route: accounts.register,
      body: { username: fresh, email: `${fresh}@example.org`, password: "long enough" },
    },
    { route: accounts.login, body: credentials },
    { route: accounts.me },
    { route: accounts.forgotPassword, body: { email: `${fresh}@nowhere.example` } },
    { route: accounts.resendConfirmation },
    {
      route: accounts.changeEmail,
      body: { email: `${fresh}@new.example`, password },
      needs: ["email"],
    },
    { route: accounts.renameAccount, body: { username: credentials.login } },
    { route: exportData },
    { route: commands.runCommands, body: { commands: [command] } },
    { route: conversations.listConversations, query: { limit: "5" } },
    {
      route: conversations.createConversationRoute,
      body: { kind: "direct", userId: partnerId },
      needs: ["kind"],
    },
    { route: conversations.listMessages, params: { id }, query: { before: "9", limit: "5" } },
    { route: conversations.listChanges, params: { id }, query: { since: "0", limit: "5" } },
    { route: conversations.sendMessageRoute, params: { id }, body: { id: newId(), content } },
    {
      route: conversations.editMessageRoute,
      params: { id, messageId },
      body: { content },
    },
    { route: conversations.addReactionRoute, params: { id, messageId, emoji: "👍" } },
    { route: conversations.addPinRoute, params: { id, messageId } },
    { route: conversations.removePictureRoute, params: { id: groupId } },
    { route: conversations.removePinRoute, params: { id, messageId } },
    { route: conversations.archiveRoute, params: { id: groupId } },
    { route: conversations.unarchiveRoute, params: { id: groupId } },
    { route: conversations.clearRoute, params: { id: groupId } },
    { route: conversations.listEdits, params: { id, messageId } },
    { route: conversations.listPins, params: { id } },
    { route: conversations.removeReactionRoute, params: { id, messageId, emoji: "👍" } },
    {
      route: conversations.listVotes,
      params: { id, messageId: pollId },
      query: { after: groupId, limit: "5" },
    },
    {
      route: conversations.updateConversationRoute,
      params: { id: groupId },
      body: { name: "name" },
    },
    { route: channels.listChannels, query: { search: "a", after: id, limit: "5" } },
    { route: channels.joinChannelRoute, params: { id: joinable } },
    { route: channels.cancelJoinRequestRoute, params: { id: requested } },
    {
      route: channels.listJoinRequests,
      params: { id: owned },
      query: { after: groupId, limit: "5" },
    },
    {
      route: channels.answerJoinRequestRoute,
      params: { id: owned, userId: partnerId },
      body: { state: "accepted" },
    },
    { route: invites.createInviteRoute, params: { id: owned } },
    { route: invites.listInvites, params: { id: owned } },
    { route: invites.revokeInviteRoute, params: { id: owned, code: ownCode } },
    { route: invites.showInvite, params: { code: foreignCode } },
    { route: invites.acceptInviteRoute, params: { code: foreignCode } },
    { route: conversations.setMarkerRoute, params: { id }, body: { seq: 1 } },
    { route: conversations.listUserChanges, query: { since: "0", limit: "5" } },
    { route: members.listMembers, params: { id }, query: { after: partnerId, limit: "5" } },
    { route: members.muteMemberRoute, params: { id: owned, userId: member } },
    { route: members.unmuteMemberRoute, params: { id: owned, userId: member } },
    { route: members.removeMemberRoute, params: { id: owned, userId: member } },
    { route: bans.banRoute, params: { id: owned }, body: { userId: member } },
    { route: bans.listBans, params: { id: owned }, query: { before: id, limit: "5" } },
    { route: bans.unbanRoute, params: { id: owned, banId: id } },
    { route: bans.serverBanRoute, body: { userId: member } },
    { route: bans.listServerBans, query: { before: id, limit: "5" } },
    { route: bans.serverUnbanRoute, params: { banId: id } },
    { route: expressions.listEmoji },
    { route: expressions.removeEmoji, params: { name: "party_cat" } },
    { route: expressions.listStickerPacks },
    {
      route: expressions.addStickerPack,
      ...{ params: { packId: newId() }, body: { title: "Matches" }, needs: ["title"] },
    },
    { route: expressions.removeStickerPack, params: { packId: id } },
    { route: expressions.removeSticker, params: { packId: id, stickerId: id } },
    {
      route: reports.createReportRoute,
      body: { userId: partnerId, reason: "spam" },
      needs: ["reason"],
    },
    {
      route: reports.listConversationReports,
      params: { id: owned },
      query: { state: "open", before: id, limit: "5" },
    },
    { route: reports.listReports, query: { state: "open", before: id, limit: "5" } },
    { route: reports.updateReportRoute, params: { id: reportId }, body: { state: "closed" } },
    { route: listAudit, params: { id: owned }, query: { before: id, limit: "5" } },
    {
      route: games.createChallengeRoute,
      body: { game: "pong", opponent: partnerId },
      nullable: ["opponent"],
    },
    { route: games.listChallenges },
    { route: games.getChallenge, params: { id: made.games.received } },
    { route: games.challengeByCode, params: { code: made.games.code } },
    { route: games.declineChallengeRoute, params: { id: made.games.declined } },
    { route: games.withdrawChallengeRoute, params: { id: made.games.sent } },
    {
      route: games.listMatches,
      query: { user: partnerId, game: "pong", result: "won", before: id, limit: "5" },
    },
    {
      route: games.leaderboard,
      params: { game: "pong" },
      query: { scope: "season", after: `1500.5_${id}`, limit: "5" },
    },
    { route: games.joinQueueRoute, body: { game: "pong" } },
    { route: games.readQueue },
    { route: games.leaveQueueRoute },
    { route: games.currentMatch },
    { route: games.getMatch, params: { id: made.games.match } },
    { route: listSentMessages, query: { userId: partnerId, before: `1.${id}`, limit: "5" } },
    { route: listServerAudit, query: { before: id, limit: "5" } },
    { route: relationships.listBlocks, query: { after: partnerId, limit: "5" } },
    { route: notifications.listNotifications, query: { before: `1.${partnerId}`, limit: "5" } },
    { route: push.readPushKey },
    { route: push.subscribeToPush, body: subscription },
    { route: push.unsubscribeFromPush },
    {
      route: relationships.listFriends,
      query: { state: "sent", after: partnerId, limit: "5" },
    },
    { route: relationships.requestFriendRoute, params: { userId: partnerId } },
    { route: relationships.declineFriendRoute, params: { userId: partnerId } },
    { route: relationships.withdrawFriendRoute, params: { userId: partnerId } },
    { route: relationships.removeFriendRoute, params: { userId: partnerId } },
    { route: people.getProfile, params: { name: credentials.login } },
    { route: accounts.listSessions },
    { route: accounts.createToken, body: { name: "bot" } },
    { route: accounts.endSessionRoute, params: { id: sessionId } },
    { route: accounts.changePassword, body: { current: password, next: password } },
    { route: signIn.listProviders },
    { route: signIn.showSecurity },
    { route: signIn.startTwoFactor },
    { route: signIn.stopTwoFactor },
    { route: signIn.passkeyOptions },
    { route: signIn.passkeyChallenge },
    { route: signIn.confirmIdentity, body: { kind: "password", password }, needs: ["kind"] },
    { route: people.findPeople, query: { search: "u", limit: "5" } },
    { route: presence.listPresence, query: { id: partnerId } },
    { route: home.readHome, query: { part: "friends", after: "0", limit: "5" } },
    { route: conversations.deleteMessageRoute, params: { id, messageId } },
    {
      route: conversations.deleteConversationRoute,
      ...{ params: { id: groupId }, query: { for: "all" } },
    },
  ];
}

/** The path and query of a sample, with some values replaced. */
export function pathFor(
  { route, params, query }: RouteSample,
  instead: { params?: Record<string, string>; query?: Record<string, string> } = {},
): string {
  const search = new URLSearchParams({ ...query, ...instead.query }).toString();
  const path = pathOf(route, { ...params, ...instead.params });
  return search ? `${path}?${search}` : path;
}
