import { errorStatus, type ErrorCode } from "@rally/shared/errors";
import { expect } from "vitest";
import * as z from "zod";

/** The error envelope, with no other fields. */
const failure = z.strictObject({
  success: z.literal(false),
  error: z.strictObject({
    code: z.enum(Object.keys(errorStatus) as ErrorCode[]),
    message: z.string().min(1).max(200),
    fields: z.optional(z.record(z.string(), z.array(z.string()).min(1))),
  }),
});

/** Expects an error envelope with the status of its code and no internal details. */
export function expectFailure(
  reply: { status: number; headers: Headers; text: string },
  code: ErrorCode | ErrorCode[],
): { code: ErrorCode; message: string; fields?: Record<string, string[]> | undefined } {
  expect(reply.headers.get("Content-Type"), reply.text).toMatch(/^application\/json/);
  const parsed = failure.safeParse(JSON.parse(reply.text));
  expect(parsed.error, reply.text).toBeUndefined();
  const { error } = parsed.data as z.infer<typeof failure>;
  expect([code].flat(), reply.text).toContain(error.code);
  expect(reply.status, reply.text).toBe(errorStatus[error.code]);
  expect(error.message).not.toMatch(/node_modules|select |insert |\n/);
  return error;
}
