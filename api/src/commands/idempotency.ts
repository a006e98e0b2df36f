import { hash } from "node:crypto";
import { originalName } from "@rally/shared/commands";
import type { Transaction } from "@rally/shared/server/database";
import type { CommandCall } from "@rally/shared/server/log";

/** A hash of a command's name and input, independent of the order of its fields; and its JSON size. */
export function measure(name: string, input: unknown): { hash: Buffer; bytes: number } {
  const json = canonical(input);
  const words = `${originalName(name)}\n${json}`;
  return { hash: hash("sha256", words, "buffer"), bytes: Buffer.byteLength(json) };
}

function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  let fields = "";
  for (const key of Object.keys(value).sort()) {
    const field = (value as Record<string, unknown>)[key];
    if (field === undefined) continue;
    fields += `${fields && ","}${JSON.stringify(key)}:${canonical(field)}`;
  }
  return `{${fields}}`;
}

/** Records a result; the row is unique per user and id, so that two at once cannot both succeed. */
export async function recordIdempotency(
  trx: Transaction,
  call: CommandCall,
  result: unknown,
): Promise<void> {
  await trx("commands").insert({
    user_id: call.userId,
    id: call.commandId,
    name: call.name,
    input_hash: call.hash,
    result: JSON.stringify(result),
  });
}
