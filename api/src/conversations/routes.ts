import * as routes from "@rally/shared/conversations";
import { limits } from "@rally/shared/limits";
import { commandIdFrom, type Dispatcher } from "../commands/index.js";
import { type ApiContext, type MountedRoute, handleRoute } from "../http/index.js";
import { archiveRoutes } from "./archive.js";
import { clearRoutes } from "./clear.js";
import { deleteRoutes } from "./delete.js";
import { editRoutes } from "./edits.js";
import { pageChanges, pageOfHistory } from "./history.js";
import { conversationsOf, oneOf } from "./list.js";
import { noSuchConversation } from "./policy.js";
import type { PictureTaker } from "../people/index.js";
import { pictureRoutes } from "./pictures.js";
import { pinRoutes } from "./pins.js";
import { pollRoutes } from "./poll-votes.js";
import { reactionRoutes } from "./reactions.js";
import { pageUserChanges } from "./user-changes.js";

const PAGE = 50;

export function conversationRoutes(
  context: ApiContext,
  dispatcher: Dispatcher,
  takePicture: PictureTaker,
): MountedRoute[] {
  const { database } = context;
  return [
    handleRoute(routes.listConversations, async ({ query, caller }) => {
      const limit = query.limit ?? limits.pageRows;
      const page = { after: query.after, limit };
      const listed = await conversationsOf(database, caller.userId, page);
      const last = listed.at(-1)?.id;
      return {
        data: listed,
        meta: {
          lineage: context.history.lineage,
          ...(listed.length === limit && last && { next: last }),
        },
      };
    }),

    handleRoute(routes.createConversationRoute, async ({ body, caller, commandId }) => {
      const { id } = await dispatcher.run(
        caller,
        routes.createConversation,
        commandIdFrom(commandId),
        body,
      );
      const made = await oneOf(database, caller.userId, id);
      if (!made) throw noSuchConversation();
      return { data: made };
    }),

    handleRoute(routes.listMessages, async ({ params, query, caller }) => {
      const { rows, ...meta } = await pageOfHistory(database, caller.userId, {
        ...query,
        conversationId: params.id,
        limit: query.limit ?? PAGE,
      });
      return { data: rows, meta: { lineage: context.history.lineage, ...meta } };
    }),

    handleRoute(routes.listChanges, async ({ params, query, caller }) => {
      const { rows, ...meta } = await pageChanges(database, caller.userId, {
        conversationId: params.id,
        since: query.since,
        limit: query.limit ?? limits.pageRows,
      });
      return { data: rows, meta: { lineage: context.history.lineage, ...meta } };
    }),

    handleRoute(
      routes.sendMessageRoute,
      async ({ params, body: { id, ...message }, caller }) => ({
        data: await dispatcher.run(caller, routes.sendMessage, id, {
          conversationId: params.id,
          ...message,
        }),
      }),
      { queuesItsWrites: true },
    ),

    handleRoute(
      routes.editMessageRoute,
      async ({ params, body, caller, commandId }) => ({
        data: await dispatcher.run(caller, routes.editMessage, commandIdFrom(commandId), {
          conversationId: params.id,
          messageId: params.messageId,
          content: body.content,
        }),
      }),
      { queuesItsWrites: true },
    ),

    handleRoute(
      routes.deleteMessageRoute,
      async ({ params, query, caller, commandId }) => {
        const command = query.for === "me" ? routes.hideMessage : routes.deleteMessage;
        const input = { conversationId: params.id, messageId: params.messageId };
        return {
          data: await dispatcher.run(caller, command, commandIdFrom(commandId), input),
        };
      },
      { queuesItsWrites: true },
    ),

    ...archiveRoutes(dispatcher),
    ...clearRoutes(dispatcher),
    ...deleteRoutes(dispatcher),
    ...editRoutes(context),
    ...reactionRoutes(dispatcher),
    ...pinRoutes(context, dispatcher),
    ...pictureRoutes(context, dispatcher, takePicture),
    ...pollRoutes(context),

    handleRoute(
      routes.updateConversationRoute,
      async ({ params, body, caller, commandId }) => ({
        data: await dispatcher.run(caller, routes.updateConversation, commandIdFrom(commandId), {
          conversationId: params.id,
          ...body,
        }),
      }),
      { queuesItsWrites: true },
    ),

    handleRoute(
      routes.setMarkerRoute,
      async ({ params, body, caller, commandId }) => ({
        data: await dispatcher.run(caller, routes.setMarker, commandIdFrom(commandId), {
          conversationId: params.id,
          seq: body.seq,
        }),
      }),
      { queuesItsWrites: true },
    ),

    handleRoute(routes.listUserChanges, async ({ query, caller }) => {
      const { rows, ...meta } = await pageUserChanges(database, caller.userId, {
        since: query.since,
        limit: query.limit ?? limits.pageRows,
      });
      return { data: rows, meta: { lineage: context.history.lineage, ...meta } };
    }),
  ];
}
