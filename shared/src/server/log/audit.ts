import type { AuditAction, AuditData } from "../../audit/index.js";
import { newId } from "../../ids/index.js";
import type { Transaction } from "../database/index.js";
import type { LogBatch } from "./log-batch.js";
import type { CommandCall } from "./log-command.js";

/** What a moderator does, for the audit log. */
export interface Act {
  action: AuditAction;
  /** The user whom it concerns. */
  target?: string;
  data?: AuditData;
}

type Actor = Pick<CommandCall, "userId" | "ip">;

/** Records an act in the conversation's audit log, in the transaction that carries it out. */
export function recordAct(batch: LogBatch, actor: Actor, act: Act): void {
  const { conversation, now } = batch;
  batch.transactionWrites.push({
    async write(trx) {
      await insertAct(trx, { conversationId: conversation.id, at: new Date(now) }, actor, act);
      return () => undefined;
    },
  });
}

/** Writes an act into the audit log of a conversation. */
export async function insertAct(
  trx: Transaction,
  { conversationId, at }: { conversationId: string; at: Date },
  { userId, ip }: Actor,
  { action, target, data = {} }: Act,
): Promise<void> {
  await trx("audit_entries").insert({
    ...{ id: newId(), conversation_id: conversationId, at, action, actor_id: userId },
    ...{ target_id: target ?? null, data: JSON.stringify(data), ip: ip || null },
  });
}
