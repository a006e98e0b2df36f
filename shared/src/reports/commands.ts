import * as z from "zod/mini";
import { defineCommand, exactlyOne } from "../commands/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { reasonSchema } from "../members/index.js";
import { storable } from "../text/index.js";

/** What came of a report: someone acted on it, or there was no need to. */
export const reportOutcomes = ["acted", "dismissed"] as const;
export type ReportOutcome = (typeof reportOutcomes)[number];

/** What is reported, exactly one of `messageId` and `userId`, and why. */
const createFields = {
  messageId: z.optional(idSchema),
  userId: z.optional(idSchema),
  reason: z.string().check(z.trim(), z.minLength(1), z.maxLength(limits.reasonLength), storable()),
};
export const createReportSchema = z
  .strictObject(createFields)
  .check(exactlyOne("userId", "messageId"));

/**
 * Reports a message that the user can read, or a user. The server stores a copy of the message, which
 * may be edited or deleted later. A user has one open report of the same message or user.
 */
export const createReport = defineCommand({
  name: "report.create",
  input: createReportSchema,
  output: z.object({ id: idSchema }),
});

const outcomeFields = {
  outcome: z.optional(z.enum(reportOutcomes)),
  /** For the other moderators. */
  note: reasonSchema,
};
export const updateReportSchema = z.strictObject({ state: z.literal("closed"), ...outcomeFields });

/**
 * Closes a report; closing a closed one changes nothing. For the server's admins, and for moderators
 * of the conversation of a reported message, except reports about themselves.
 */
export const closeReport = defineCommand({
  name: "report.close",
  input: z.strictObject({ reportId: idSchema, ...outcomeFields }),
  output: z.object({ closed: z.literal(true) }),
});

export const reportCommands = { createReport, closeReport } as const;
