import { defineCommand } from "@rally/shared/commands";
import { removePictureRoute, setPictureRoute } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import { idSchema } from "@rally/shared/ids";
import { may } from "@rally/shared/members";
import { pictureSchema } from "@rally/shared/people";
import type { Database } from "@rally/shared/server/database";
import * as z from "zod";
import type { CommandCaller, ConversationHandler, Dispatcher } from "../commands/index.js";
import { handleRoute, type ApiContext, type MountedRoute } from "../http/index.js";
import type { PictureTaker } from "../people/index.js";
import { changeDetails, requireMayChange } from "./details.js";
import { noSuchConversation } from "./policy.js";
import { roleIn } from "./role-in.js";

/** Not a command of clients: the server has re-encoded and stored every picture that it names. */
const setPicture = defineCommand({
  name: "conversation.picture",
  input: z.strictObject({ conversationId: idSchema, picture: z.nullable(pictureSchema) }),
  output: z.object({ picture: z.optional(pictureSchema) }),
});

const handler: ConversationHandler<typeof setPicture> = {
  kind: "conversation",
  command: setPicture,
  conversationOf: ({ conversationId }) => conversationId,
  // A second run changes nothing.
  needsNoRecord: true,
  decide(call, { picture }, batch) {
    requireMayChange(call.userId, { picture }, batch);
    const current = batch.conversation.meta.picture ?? null;
    if (current !== picture) changeDetails(call, { picture }, batch);
    return picture === null ? {} : { picture };
  },
};

/** Checked before the body is read, and again by the command. @throws RallyError `not_found`, `forbidden` */
async function requireMayEdit(
  database: Database,
  userId: string,
  conversationId: string,
): Promise<void> {
  const member = await roleIn(database, userId, conversationId);
  if (!member) throw noSuchConversation();
  if (may(member.role, "editDetails", member.kind)) return;
  throw new RallyError("forbidden", "Only the owner and admins can change this");
}

export function pictureRoutes(
  { database }: ApiContext,
  dispatcher: Dispatcher,
  takePicture: PictureTaker,
): MountedRoute[] {
  const change = (caller: CommandCaller, conversationId: string, picture: string | null) =>
    dispatcher.runUnposted(caller, { handler, input: { conversationId, picture } });
  return [
    handleRoute(setPictureRoute, async ({ params, file, caller, http }) => {
      await requireMayEdit(database, caller.userId, params.id);
      const data = await takePicture(caller.userId, file, http, (picture) =>
        change(caller, params.id, picture),
      );
      return { data };
    }),

    handleRoute(
      removePictureRoute,
      async ({ params, caller }) => ({
        data: await change(caller, params.id, null),
      }),
      { queuesItsWrites: true },
    ),
  ];
}
