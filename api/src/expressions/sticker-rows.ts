import { RallyError } from "@rally/shared/errors";
import type { UploadedPack, UploadedSticker } from "@rally/shared/expressions";
import type { Limits } from "@rally/shared/limits";
import { runPrepared, type Database, type Transaction } from "@rally/shared/server/database";
import { idConflict } from "@rally/shared/server/log";

interface ListedRow {
  revision: number;
  pack: string | null;
  title: string;
  id: string | null;
  label: string;
  picture: string;
}

/** All uploaded packs with their stickers, the oldest first, and the revision of the list. */
export async function listedPacks(
  database: Database,
): Promise<{ revision: number; packs: UploadedPack[] }> {
  const rows = await runPrepared<ListedRow>(
    database,
    {
      name: "sticker_packs",
      text: `select r.revision, p.id as pack, p.title, s.id, s.label, s.picture
        from expressions_revision r left join sticker_packs p on true
          left join stickers s on s.pack_id = p.id
        order by p.created_at, p.id, s.created_at, s.id`,
    },
    [],
  );
  const packs = new Map<string, UploadedPack>();
  for (const { pack: id, title, ...sticker } of rows) {
    if (id === null) continue;
    const pack = packs.get(id) ?? { id, title, stickers: [] };
    packs.set(id, pack);
    if (sticker.id !== null) pack.stickers.push({ ...sticker, id: sticker.id });
  }
  return { revision: rows[0]?.revision ?? 0, packs: [...packs.values()] };
}

/** @returns the title of a pack; undefined if there is none of this id */
export async function titleOfPack(trx: Transaction, id: string): Promise<string | undefined> {
  const pack = await trx<{ id: string; title: string }>("sticker_packs").where({ id }).first();
  return pack?.title;
}

/**
 * Stores an empty pack; storing the same one again changes nothing.
 * @returns whether it is new
 * @throws RallyError `id_conflict`, `taken`, `too_many_packs`
 */
export async function storePack(
  trx: Transaction,
  { id, title, createdBy }: { id: string; title: string; createdBy: string },
  { stickerPacks }: Pick<Limits, "stickerPacks">,
): Promise<boolean> {
  const known = await titleOfPack(trx, id);
  if (known === title) return false;
  if (known !== undefined) throw idConflict();
  const packs = await trx("sticker_packs").select<{ same: boolean }[]>(
    trx.raw("lower(title) = lower(?) as same", [title]),
  );
  if (packs.some(({ same }) => same)) throw taken("title");
  if (packs.length >= stickerPacks) {
    throw new RallyError("too_many_packs", `A server has at most ${stickerPacks} sticker packs`);
  }
  await trx("sticker_packs").insert({ id, title, created_by: createdBy });
  return true;
}

/** A sticker with its pack. */
export interface PackedSticker extends UploadedSticker {
  packId: string;
}

/** @returns a sticker of a pack; undefined if the pack has none of this id */
export function stickerInPack(
  trx: Transaction,
  { packId, id }: Pick<PackedSticker, "packId" | "id">,
): Promise<UploadedSticker | undefined> {
  return trx("stickers")
    .where({ id, pack_id: packId })
    .first<UploadedSticker>("id", "label", "picture");
}

/**
 * Stores a sticker; storing the same one again changes nothing.
 * @returns whether it is new
 * @throws RallyError `not_found` for an unknown pack; `id_conflict`, `taken`, `too_many_stickers`
 */
export async function storeSticker(
  trx: Transaction,
  { packId, createdBy, ...sticker }: PackedSticker & { createdBy: string },
  { stickersOfPack }: Pick<Limits, "stickersOfPack">,
): Promise<boolean> {
  const { id, label, picture } = sticker;
  if ((await titleOfPack(trx, packId)) === undefined) throw noSuchPack();
  const known = await trx("stickers")
    .where({ id })
    .first<Omit<PackedSticker, "id"> | undefined>("pack_id as packId", "label", "picture");
  if (known) {
    const isSame = known.packId === packId && known.label === label && known.picture === picture;
    if (isSame) return false;
    throw idConflict();
  }
  const others = await trx("stickers")
    .where("pack_id", packId)
    .select<{ same: boolean }[]>(trx.raw("lower(label) = lower(?) as same", [label]));
  if (others.some(({ same }) => same)) throw taken("label");
  if (others.length >= stickersOfPack) {
    throw new RallyError("too_many_stickers", `A pack has at most ${stickersOfPack} stickers`);
  }
  await trx("stickers").insert({ ...sticker, pack_id: packId, created_by: createdBy });
  return true;
}

export const noSuchPack = (): RallyError =>
  new RallyError("not_found", "This server has no such sticker pack");

const taken = (field: "title" | "label"): RallyError =>
  new RallyError("taken", `Another one has this ${field}`, { fields: { [field]: ["taken"] } });
