import type { AuditAction, AuditData } from "../../audit/index.js";
import { newId } from "../../ids/index.js";
import type { LogBatch } from "./log-batch.js";
import type { CommandCall } from "./log-command.js";

/** What a moderator does, for the audit log. */
export interface Act {
  action: AuditAction;
  /** The user whom it concerns. */
  target?: string;
  data?: AuditData;
}

/** Records an act in the conversation's audit log, in the transaction that carries it out. */
export function recordAct(
  batch: LogBatch,
  { userId, ip }: Pick<CommandCall, "userId" | "ip">,
  { action, target, data = {} }: Act,
): void {
  const row = {
    ...{ id: newId(), conversation_id: batch.conversation.id, at: new Date(batch.now) },
    ...{ action, actor_id: userId, target_id: target ?? null, data: JSON.stringify(data) },
    ip: ip || null,
  };
  batch.transactionWrites.push({
    async write(trx) {
      await trx("audit_entries").insert(row);
      return () => undefined;
    },
  });
}
