import * as routes from "@rally/shared/expressions";
import { insertServerAct } from "../audit/index.js";
import { handleRoute, type ApiContext, type MountedRoute } from "../http/index.js";
import type { PictureTaker } from "../people/index.js";
import { standardShortcodes } from "./generated/standard-shortcodes.js";
import { listedEmoji, nameTaken, pictureOfEmoji, storeEmoji } from "./emoji-rows.js";
import { expressionChanges } from "./expression-changes.js";

/** The custom emoji of the server: all users see them, its admins change them. */
export function emojiRoutes(context: ApiContext, takePicture: PictureTaker): MountedRoute[] {
  const { database, limits } = context;
  const { requireAdmin, change } = expressionChanges(context);
  return [
    handleRoute(routes.listEmoji, async () => {
      const { revision, emoji } = await listedEmoji(database);
      return { data: emoji, meta: { revision } };
    }),

    handleRoute(routes.addEmoji, async ({ params: { name }, file, caller, http }) => {
      await requireAdmin(caller.userId);
      if (standardShortcodes.has(name)) throw nameTaken();
      const add = async (picture: string) => {
        await change(caller, async (trx) => {
          const emoji = { name, picture, createdBy: caller.userId };
          if (!(await storeEmoji(trx, emoji, limits))) return;
          await insertServerAct(trx, caller, { action: "emojiAdded", data: named(name) });
        });
        return { name, picture };
      };
      return { data: await takePicture(caller.userId, file, http, add, "emoji") };
    }),

    handleRoute(routes.removeEmoji, async ({ params: { name }, caller }) => {
      await change(caller, async (trx) => {
        if ((await pictureOfEmoji(trx, name)) === undefined) return;
        await trx("custom_emoji").where({ name }).delete();
        await insertServerAct(trx, caller, { action: "emojiRemoved", data: named(name) });
      });
      return { data: { removed: true as const } };
    }),
  ];
}

const named = (name: string) => ({ details: { name: `:${name}:` } });
