import * as z from "zod/mini";
import { defineRoute } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { conversationKindSchema } from "../members/index.js";
import { personSchema } from "../people/index.js";
import * as commands from "./commands.js";

/** An invite link, as those see it who manage the links of its conversation. */
export const inviteSchema = z.object({
  code: commands.inviteCodeSchema,
  url: z.string(),
  creator: personSchema,
  /** Milliseconds since the epoch, as is `expiresAt`. */
  createdAt: z.int(),
  expiresAt: z.optional(z.int()),
  /** The number of users who can join with it; absent: any number. */
  maxUses: z.optional(z.int()),
  /** How many users have joined with it. */
  uses: z.int(),
});
export type Invite = z.infer<typeof inviteSchema>;

/** What an invite link leads to, as a user sees it before joining. */
export const invitationSchema = z.object({
  conversationId: idSchema,
  kind: conversationKindSchema,
  name: z.string(),
  topic: z.optional(z.string()),
  /** The name of its picture; absent without one. */
  picture: z.optional(z.string()),
  memberCount: z.int(),
  /** The display name of the user who created the link. */
  invitedBy: z.string(),
});
export type Invitation = z.infer<typeof invitationSchema>;

const params = z.strictObject({ id: idSchema });
const codeParams = z.strictObject({ code: commands.inviteCodeSchema });

export const createInviteRoute = defineRoute({
  method: "POST",
  path: "/api/v1/conversations/:id/invites",
  summary: "Create an invite link (command `invite.create`, `Idempotency-Key`)",
  auth: "user",
  params,
  body: z.strictObject(commands.inviteOptions),
  data: commands.createInvite.output,
});

export const listInvites = defineRoute({
  method: "GET",
  path: "/api/v1/conversations/:id/invites",
  summary: "The valid invite links of a conversation, for those who may invite",
  auth: "user",
  params,
  data: z.array(inviteSchema),
});

export const revokeInviteRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/conversations/:id/invites/:code",
  summary: "Revoke an invite link (command `invite.revoke`, `Idempotency-Key`)",
  auth: "user",
  params: z.strictObject({ id: idSchema, code: commands.inviteCodeSchema }),
  data: commands.revokeInvite.output,
});

export const showInvite = defineRoute({
  method: "GET",
  path: "/api/v1/invites/:code",
  summary: "What an invite link leads to, without joining; expired and unknown codes are a 404",
  auth: "anyone",
  params: codeParams,
  data: invitationSchema,
});

export const acceptInviteRoute = defineRoute({
  method: "POST",
  path: "/api/v1/invites/:code/accept",
  summary: "Join by an invite link (command `invite.accept`, `Idempotency-Key`)",
  auth: "user",
  params: codeParams,
  data: commands.acceptInvite.output,
});
