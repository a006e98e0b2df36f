import { RallyError } from "@rally/shared/errors";
import * as routes from "@rally/shared/invites";
import { may } from "@rally/shared/members";
import { personOf } from "@rally/shared/server/models";
import { commandIdFrom, type Dispatcher } from "../commands/index.js";
import { noSuchConversation, oneOf } from "../conversations/index.js";
import { handleRoute, type ApiContext, type MountedRoute } from "../http/index.js";
import { invitesByCode, invitesOf, inviteUrl, noSuchInvite } from "./rows.js";

export function inviteRoutes(context: ApiContext, dispatcher: Dispatcher): MountedRoute[] {
  const { database } = context;
  const usable = async (code: string) => {
    const invite = (await invitesByCode.load(database, [code])).get(code);
    if (!invite) throw noSuchInvite();
    return invite;
  };
  return [
    handleRoute(
      routes.createInviteRoute,
      async ({ params, body, caller, commandId }) => ({
        data: await dispatcher.run(caller, routes.createInvite, commandIdFrom(commandId), {
          conversationId: params.id,
          ...body,
        }),
      }),
      { queuesItsWrites: true },
    ),

    handleRoute(routes.listInvites, async ({ params: { id }, caller }) => {
      const conversation = await oneOf(database, caller.userId, id);
      if (!conversation) throw noSuchConversation();
      if (!may(conversation.role ?? "member", "invite", conversation.kind)) {
        throw new RallyError("forbidden", "Your role does not allow invite links");
      }
      const rows = await invitesOf(database, caller.userId, conversation);
      return {
        data: rows.map(({ code, createdAt, expiresAt, maxUses, uses, blocked, ...creator }) => ({
          ...{ code, url: inviteUrl(context, code), uses },
          creator: personOf(creator, { nameOnly: blocked }),
          createdAt: createdAt.getTime(),
          ...(expiresAt && { expiresAt: expiresAt.getTime() }),
          ...(maxUses !== null && { maxUses }),
        })),
      };
    }),

    handleRoute(
      routes.revokeInviteRoute,
      async ({ params: { id, code }, caller, commandId }) => ({
        data: await dispatcher.run(caller, routes.revokeInvite, commandIdFrom(commandId), {
          conversationId: id,
          code,
        }),
      }),
      { queuesItsWrites: true },
    ),

    handleRoute(routes.showInvite, async ({ params }) => {
      const { conversationId, kind, name, topic, picture, memberCount, invitedBy } = await usable(
        params.code,
      );
      const optional = { ...(topic !== null && { topic }), ...(picture !== null && { picture }) };
      return { data: { conversationId, kind, name, memberCount, invitedBy, ...optional } };
    }),

    handleRoute(
      routes.acceptInviteRoute,
      async ({ params: { code }, caller, commandId }) => {
        const { conversationId } = await usable(code);
        const input = { conversationId, code };
        const id = commandIdFrom(commandId);
        return { data: await dispatcher.run(caller, routes.acceptInvite, id, input) };
      },
      { queuesItsWrites: true },
    ),
  ];
}
