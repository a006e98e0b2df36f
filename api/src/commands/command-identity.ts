import { hash } from "node:crypto";
import { originalName } from "@rally/shared/commands";
import { parseInput } from "@rally/shared/errors";
import { idSchema, newId } from "@rally/shared/ids";
import * as z from "zod";

const headerSchema = z.object({ "Idempotency-Key": idSchema });

/** A command's id from the header `Idempotency-Key`, or a new one. @throws RallyError `invalid_input` */
export function commandIdFrom(header: string | undefined): string {
  if (header === undefined) return newId();
  return parseInput(headerSchema, { "Idempotency-Key": header })["Idempotency-Key"];
}

/**
 * A hash of a command's name and input, by which the server recognizes the same command under the
 * same id; the order of the input's fields does not matter. `bytes`: the size of the input as JSON.
 */
export function hashCommand(name: string, input: unknown): { hash: Buffer; bytes: number } {
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
