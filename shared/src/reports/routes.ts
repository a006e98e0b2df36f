import * as z from "zod/mini";
import { contentSchema } from "../conversations/index.js";
import { defineRoute, queryInteger } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { conversationKindSchema } from "../members/index.js";
import { personSchema } from "../people/index.js";
import * as commands from "./commands.js";

const reportStates = ["open", "closed"] as const;
export type ReportState = (typeof reportStates)[number];

/** A report of a message or of a user. */
export const reportSchema = z.object({
  id: idSchema,
  state: z.enum(reportStates),
  /** Milliseconds since the epoch. */
  at: z.int(),
  reason: z.string(),
  /** Absent for a deleted account, here and below. */
  reporter: z.optional(personSchema),
  /** The reported user, or the author of the reported message. */
  user: z.optional(personSchema),
  /** The message as it was when it was reported; absent for a report of a user. */
  message: z.optional(
    z.object({
      id: idSchema,
      conversationId: idSchema,
      conversationKind: conversationKindSchema,
      /** Absent for a conversation of two users, and for readers who are not members. */
      conversationName: z.optional(z.string()),
      content: contentSchema,
      sentAt: z.int(),
      /** Whether the reader is a member of the conversation, and can open the message. */
      canOpen: z.boolean(),
    }),
  ),
  closed: z.optional(
    z.object({
      at: z.int(),
      by: z.optional(personSchema),
      outcome: z.optional(z.string()),
      note: z.optional(z.string()),
    }),
  ),
});
export type Report = z.infer<typeof reportSchema>;

const pageQuery = z.strictObject({
  /** Default: `open`. */
  state: z.optional(z.enum(reportStates)),
  /** The last id of the previous page. */
  before: z.optional(idSchema),
  limit: z.optional(queryInteger(1, limits.pageRows)),
});
const page = {
  query: pageQuery,
  data: z.array(reportSchema),
  meta: z.object({ next: z.optional(idSchema) }),
};

export const createReportRoute = defineRoute({
  method: "POST",
  path: "/api/v1/reports",
  summary: "Report a message or a user (command `report.create`)",
  auth: "user",
  body: commands.createReportSchema,
  data: commands.createReport.output,
});

export const listReports = defineRoute({
  method: "GET",
  path: "/api/v1/reports",
  summary: "All reports, the newest first; for the server's admins",
  auth: "user",
  ...page,
});

export const listConversationReports = defineRoute({
  method: "GET",
  path: "/api/v1/conversations/:id/reports",
  summary: "The reports of messages of a conversation, the newest first; for its moderators",
  auth: "user",
  params: z.strictObject({ id: idSchema }),
  ...page,
});

export const updateReportRoute = defineRoute({
  method: "PUT",
  path: "/api/v1/reports/:id",
  summary: "Close a report (command `report.close`)",
  auth: "user",
  params: z.strictObject({ id: idSchema }),
  body: commands.updateReportSchema,
  data: commands.closeReport.output,
});
