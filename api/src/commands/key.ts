import { parseInput } from "@rally/shared/errors";
import { idSchema, newId } from "@rally/shared/ids";
import * as z from "zod";

const keySchema = z.object({ "Idempotency-Key": idSchema });

/** A command's id from `Idempotency-Key`, or a fresh one. @throws RallyError `invalid_input` */
export function keyOf(header: string | undefined): string {
  if (header === undefined) return newId();
  return parseInput(keySchema, { "Idempotency-Key": header })["Idempotency-Key"];
}
