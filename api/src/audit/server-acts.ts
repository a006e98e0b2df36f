import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import type { Transaction } from "@rally/shared/server/database";
import { insertAct } from "@rally/shared/server/log";

/**
 * Records what an admin does for the whole server, in the audit log of the world chat, in the
 * transaction that carries it out.
 */
export async function insertServerAct(
  trx: Transaction,
  actor: Parameters<typeof insertAct>[2],
  act: Parameters<typeof insertAct>[3],
): Promise<void> {
  await insertAct(trx, { conversationId: WORLD_CONVERSATION_ID, at: new Date() }, actor, act);
}
