import { createHash } from "node:crypto";
import { RallyError } from "@rally/shared/errors";
import type { Database, Transaction } from "@rally/shared/server/database";
import type { CommandCall } from "./command-handler.js";

/** Days for which a command's success is remembered; ids of messages are for ever. */
const DAYS = 30;

/** What a command asks for, whatever the order of its fields. */
export function hashOf(name: string, input: unknown): Buffer {
  return createHash("sha256").update(name).update("\n").update(canonical(input)).digest();
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(",")}}`;
}

/**
 * What is known of a command's id: the result it had; that a message was sent under it by the same
 * words; or that it stands for something else.
 */
export type Recalled = { result: unknown } | "message" | "conflict" | undefined;

/** Whether this command was done before, in one query. */
export async function recall(trx: Transaction, call: CommandCall): Promise<Recalled> {
  const { rows } = await trx.raw<{ rows: { hash: Buffer; result: unknown; sent: boolean }[] }>(
    `select input_hash as hash, result, false as sent from commands where user_id = ? and id = ?
     union all
     select command_hash, null, true from messages where id = ?`,
    [call.userId, call.commandId, call.commandId],
  );
  const [done] = rows;
  if (!done) return undefined;
  if (!done.hash.equals(call.hash)) return "conflict";
  return done.sent ? "message" : { result: done.result };
}

export function idConflict(): RallyError {
  return new RallyError("id_conflict", "This id was used for something else");
}

/** Remembers a success; the row is unique per user and id, so that two at once cannot both be done. */
export async function remember(
  trx: Transaction,
  call: CommandCall,
  name: string,
  result: unknown,
): Promise<void> {
  await trx("commands").insert({
    user_id: call.userId,
    id: call.commandId,
    name,
    input_hash: call.hash,
    result: JSON.stringify(result),
  });
}

/** Forgets successes older than 30 days. */
export async function forgetOld(database: Database): Promise<void> {
  await database("commands")
    .where("created_at", "<", database.raw("now() - make_interval(days => ?)", [DAYS]))
    .delete();
}
