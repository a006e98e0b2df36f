import { listEmoji, listStickerPacks } from "@rally/shared/expressions";
import { storing, type RallyDatabase } from "../database/index.js";
import type { Call } from "../http/index.js";

/** Fetches the server's emoji and sticker packs if `revision` is newer than the stored one; without it, always. */
export async function pullExpressions(
  database: RallyDatabase,
  call: Call,
  revision = Infinity,
): Promise<void> {
  const stored = await database.getMeta("expressions");
  if (stored && stored.revision >= revision) return;
  const emoji = await call(listEmoji);
  const packs = await call(listStickerPacks);
  const fetched = {
    // A change between the two requests is fetched again.
    revision: Math.min(emoji.meta.revision, packs.meta.revision),
    emoji: emoji.data,
    packs: packs.data,
  };
  await storing(() => database.setMeta("expressions", fetched));
}
