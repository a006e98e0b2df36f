import type { Transaction } from "@rally/shared/server/database";

/** Changes of emoji and stickers run one after another. */
export async function lockExpressions(trx: Transaction): Promise<void> {
  await trx("expressions_revision").where("id", 1).forUpdate().first();
}

/** The revision after the changes of this transaction. */
export async function expressionsRevision(trx: Transaction): Promise<number> {
  const row = await trx<{ revision: number }>("expressions_revision").first("revision");
  return Number(row?.revision);
}
