import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { idSchema } from "../ids/index.js";

/** The code of an invite link: 96 random bits in base64url. */
export const inviteCodeSchema = z.string().check(z.regex(/^[\w-]{16}$/));

/** Milliseconds since the epoch until an invite link works; absent: for ever. */
export const inviteOptions = {
  expiresAt: z.optional(z.int().check(z.minimum(0), z.maximum(8.64e15))),
  /** The number of users who can join with it; absent: any number. */
  uses: z.optional(z.int().check(z.minimum(1), z.maximum(100_000))),
} as const;

/** Creates an invite link to a group or channel. */
export const createInvite = defineCommand({
  name: "invite.create",
  input: z.strictObject({ conversationId: idSchema, ...inviteOptions }),
  output: z.object({ code: inviteCodeSchema, url: z.string() }),
});

/** Revokes an invite link; revoking twice gives the same result. */
export const revokeInvite = defineCommand({
  name: "invite.revoke",
  input: z.strictObject({ conversationId: idSchema, code: inviteCodeSchema }),
  output: z.object({ revoked: z.literal(true) }),
});

/** Joins the conversation that an invite link leads to; members use up nothing of it. */
export const acceptInvite = defineCommand({
  name: "invite.accept",
  input: z.strictObject({ conversationId: idSchema, code: inviteCodeSchema }),
  output: z.object({ conversationId: idSchema }),
  subject: ({ conversationId }) => `joining ${conversationId}`,
});

export const inviteCommands = { createInvite, revokeInvite, acceptInvite } as const;
