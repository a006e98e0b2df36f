import { hash } from "node:crypto";
import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import type { CommandCall } from "./command-handler.js";

/**
 * What a command asks for, whatever the order of its fields, as a hash; and how many bytes of JSON
 * that is.
 */
export function measure(name: string, input: unknown): { hash: Buffer; bytes: number } {
  const words = canonical(input);
  return { hash: hash("sha256", `${name}\n${words}`, "buffer"), bytes: Buffer.byteLength(words) };
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

export function idConflict(): RallyError {
  return new RallyError("id_conflict", "This id was used for something else");
}

/** Remembers a success; the row is unique per user and id, so that two at once cannot both be done. */
export async function remember(
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
