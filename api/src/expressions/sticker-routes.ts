import * as routes from "@rally/shared/expressions";
import { insertServerAct } from "../audit/index.js";
import { handleRoute, type ApiContext, type MountedRoute } from "../http/index.js";
import type { PictureTaker } from "../people/index.js";
import { expressionChanges } from "./expression-changes.js";
import {
  listedPacks,
  noSuchPack,
  stickerInPack,
  storePack,
  storeSticker,
  titleOfPack,
} from "./sticker-rows.js";

/** The sticker packs of the server: all users see them, its admins change them. */
export function stickerRoutes(context: ApiContext, takePicture: PictureTaker): MountedRoute[] {
  const { database, limits } = context;
  const { requireAdmin, change } = expressionChanges(context);
  return [
    handleRoute(routes.listStickerPacks, async () => {
      const { revision, packs } = await listedPacks(database);
      return { data: packs, meta: { revision } };
    }),

    handleRoute(
      routes.addStickerPack,
      async ({ params: { packId: id }, body: { title }, caller }) => {
        await change(caller, async (trx) => {
          const pack = { id, title, createdBy: caller.userId };
          if (!(await storePack(trx, pack, limits))) return;
          await insertServerAct(trx, caller, { action: "stickerPackAdded", data: named(title) });
        });
        return { data: { id, title } };
      },
    ),

    handleRoute(routes.removeStickerPack, async ({ params: { packId: id }, caller }) => {
      await change(caller, async (trx) => {
        const title = await titleOfPack(trx, id);
        if (title === undefined) return;
        await trx("sticker_packs").where({ id }).delete();
        await insertServerAct(trx, caller, { action: "stickerPackRemoved", data: named(title) });
      });
      return { data: { removed: true as const } };
    }),

    handleRoute(routes.addSticker, async ({ params, query: { label }, file, caller, http }) => {
      await requireAdmin(caller.userId);
      const { packId, stickerId: id } = params;
      // Before the body is read; `storeSticker` checks it again.
      if (!(await database("sticker_packs").where("id", packId).first())) throw noSuchPack();
      const add = async (picture: string) => {
        const sticker = { id, packId, label, picture };
        await change(caller, async (trx) => {
          if (!(await storeSticker(trx, { ...sticker, createdBy: caller.userId }, limits))) return;
          await insertServerAct(trx, caller, { action: "stickerAdded", data: named(label) });
        });
        return { id, label, picture };
      };
      return { data: await takePicture(caller.userId, file, http, add, "sticker") };
    }),

    handleRoute(routes.removeSticker, async ({ params: { packId, stickerId: id }, caller }) => {
      await change(caller, async (trx) => {
        const sticker = await stickerInPack(trx, { packId, id });
        if (!sticker) return;
        await trx("stickers").where({ id }).delete();
        const data = named(sticker.label);
        await insertServerAct(trx, caller, { action: "stickerRemoved", data });
      });
      return { data: { removed: true as const } };
    }),
  ];
}

const named = (name: string) => ({ details: { name } });
