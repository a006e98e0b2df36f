import type { AuditAction } from "@rally/shared/audit";
import { firstIdAt, newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { runPrepared, type Database, type Transaction } from "@rally/shared/server/database";
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

const HOUR_MS = 3_600_000;

/** Records that an admin reads something about users, once an hour. */
export async function recordServerReading(
  database: Database,
  { userId, ip }: { userId: string; ip: string },
  action: AuditAction,
): Promise<void> {
  const text = `insert into audit_entries (id, conversation_id, at, action, actor_id, ip)
    select $1::uuid, $2::uuid, now(), $3::text, $4::uuid, $5::inet
    where not exists (select from audit_entries
      where actor_id = $4 and id > $6::uuid and action = $3 offset 0)`;
  await runPrepared(database, { name: "record_server_reading", text }, [
    ...[newId(), WORLD_CONVERSATION_ID, action, userId, ip || null],
    firstIdAt(Date.now() - HOUR_MS),
  ]);
}
