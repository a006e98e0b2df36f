import type { CustomEmoji } from "@rally/shared/expressions";
import { RallyError } from "@rally/shared/errors";
import type { Limits } from "@rally/shared/limits";
import { runPrepared, type Database, type Transaction } from "@rally/shared/server/database";

/** All custom emoji by name, and the revision of the list. */
export async function listedEmoji(
  database: Database,
): Promise<{ revision: number; emoji: CustomEmoji[] }> {
  const rows = await runPrepared<{ revision: number; name: string | null; picture: string }>(
    database,
    {
      name: "custom_emoji",
      text: `select r.revision, e.name, e.picture
        from expressions_revision r left join custom_emoji e on true order by e.name`,
    },
    [],
  );
  return {
    revision: rows[0]?.revision ?? 0,
    emoji: rows.flatMap(({ name, picture }) => (name === null ? [] : { name, picture })),
  };
}

/** @returns the picture of an emoji; undefined if there is none of this name */
export async function pictureOfEmoji(
  source: Database | Transaction,
  name: string,
): Promise<string | undefined> {
  const rows = await runPrepared<{ picture: string }>(
    source,
    { name: "picture_of_emoji", text: "select picture from custom_emoji where name = $1" },
    [name],
  );
  return rows[0]?.picture;
}

/**
 * Stores an emoji; storing the same one again changes nothing.
 * @returns whether it is new
 * @throws RallyError `taken`, `too_many_emoji`
 */
export async function storeEmoji(
  trx: Transaction,
  { name, picture, createdBy }: CustomEmoji & { createdBy: string },
  { customEmoji }: Pick<Limits, "customEmoji">,
): Promise<boolean> {
  const known = await pictureOfEmoji(trx, name);
  if (known === picture) return false;
  if (known !== undefined) throw nameTaken();
  const rows = await trx("custom_emoji").count<{ count: string }[]>();
  if (Number(rows[0]?.count) >= customEmoji) {
    throw new RallyError("too_many_emoji", `A server has at most ${customEmoji} custom emoji`);
  }
  await trx("custom_emoji").insert({ name, picture, created_by: createdBy });
  return true;
}

export const nameTaken = (): RallyError =>
  new RallyError("taken", "There is an emoji of this name", { fields: { name: ["taken"] } });
