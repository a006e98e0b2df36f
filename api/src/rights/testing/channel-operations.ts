import * as channels from "@rally/shared/channels";
import { createConversationRoute } from "@rally/shared/conversations";
import * as invites from "@rally/shared/invites";
import { route, type Operation, type OperationSetup } from "./operation.js";

const channel = ({ fixture }: OperationSetup) => ({ params: { id: fixture.channelId } });
const link = ({ fixture }: OperationSetup) => ({ code: fixture.inviteCode });

/** Operations on a private channel that is listed, and on its invite links. */
export const channelOperations: readonly Operation[] = [
  route("conversation.create channel", "route", createConversationRoute, () => ({
    body: { kind: "channel", name: "another", visibility: "public" },
  })),
  route("the directory", "query", channels.listChannels, () => ({ query: "search=c" })),
  route("channel.join", "route", channels.joinChannelRoute, channel),
  route("channel.cancelRequest", "route", channels.cancelJoinRequestRoute, channel),
  route("requests to join", "query", channels.listJoinRequests, channel),
  route("channel.answerRequest", "route", channels.answerJoinRequestRoute, (setup) => ({
    params: { id: setup.fixture.channelId, userId: setup.actors.outsider.id },
    body: { state: "rejected" },
  })),
  route("invite links", "query", invites.listInvites, channel),
  route("invite.create", "route", invites.createInviteRoute, (setup) => ({
    ...channel(setup),
    body: {},
  })),
  route("invite.revoke", "route", invites.revokeInviteRoute, (setup) => ({
    params: { id: setup.fixture.channelId, ...link(setup) },
  })),
  route("invite.accept", "route", invites.acceptInviteRoute, (setup) => ({ params: link(setup) })),
];
