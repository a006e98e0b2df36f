import * as routes from "@rally/shared/expressions";
import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import { insertServerAct } from "../audit/index.js";
import { isServerAdmin } from "../auth/index.js";
import { handleRoute, type ApiContext, type Caller, type MountedRoute } from "../http/index.js";
import type { PictureTaker } from "../people/index.js";
import { standardShortcodes } from "./generated/standard-shortcodes.js";
import {
  expressionsRevision,
  listedEmoji,
  nameTaken,
  pictureOfEmoji,
  storeEmoji,
} from "./emoji-rows.js";

/** The custom emoji of the server: all users see them, its admins change them. */
export function emojiRoutes(context: ApiContext, takePicture: PictureTaker): MountedRoute[] {
  const { database, bus, limits } = context;
  const requireAdmin = async (
    source: Parameters<typeof isServerAdmin>[0],
    userId: string,
  ): Promise<void> => {
    if (await isServerAdmin(source, userId)) return;
    throw new RallyError("forbidden", "Only admins of the server change its emoji");
  };
  /** Runs a change of the list; devices are told of the new revision once it is committed. */
  const change = async (
    { userId }: Caller,
    work: (trx: Transaction) => Promise<void>,
  ): Promise<void> => {
    const revision = await database.transaction(async (trx) => {
      await requireAdmin(trx, userId);
      await work(trx);
      return expressionsRevision(trx);
    });
    bus.publish("expressions", { revision });
  };
  return [
    handleRoute(routes.listEmoji, async () => {
      const { revision, emoji } = await listedEmoji(database);
      return { data: emoji, meta: { revision } };
    }),

    handleRoute(routes.addEmoji, async ({ params: { name }, file, caller, http }) => {
      await requireAdmin(database, caller.userId);
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
