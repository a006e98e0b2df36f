import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { idSchema } from "../ids/index.js";
import { reasonSchema, untilSchema } from "./moderation.js";
import { roleSchema } from "./policy.js";

const output = z.object({
  /** The conversation's version after the change. */
  version: z.int(),
});
const member = { conversationId: idSchema, userId: idSchema };

/** Adds a user to a group; a member keeps their role. */
export const addMember = defineCommand({
  name: "member.add",
  input: z.strictObject(member),
  output,
});

/** Removes a member with a lower role from a group. */
export const removeMember = defineCommand({
  name: "member.remove",
  input: z.strictObject(member),
  output,
});

/** Leaves a group. If the owner leaves, the member with the highest role who joined first becomes the owner. */
export const leaveConversation = defineCommand({
  name: "member.leave",
  input: z.strictObject({ conversationId: idSchema }),
  output,
});

/** Changes the role of a member with a lower role; an owner who names another owner becomes an admin. */
export const changeRole = defineCommand({
  name: "member.role",
  input: z.strictObject({ ...member, role: roleSchema }),
  output,
});

const mute = { until: untilSchema, reason: reasonSchema };
export const muteBodySchema = z.strictObject(mute);

/** Stops a member with a lower role from writing, editing and reacting until then. A later mute replaces it. */
export const muteMember = defineCommand({
  name: "member.mute",
  input: z.strictObject({ ...member, ...mute }),
  output,
  subject: ({ conversationId, userId }) => `mute of ${userId} in ${conversationId}`,
});

/** Lets a muted member write again. */
export const unmuteMember = defineCommand({
  name: "member.unmute",
  input: z.strictObject(member),
  output,
  subject: ({ conversationId, userId }) => `mute of ${userId} in ${conversationId}`,
});

export const memberCommands = {
  addMember,
  removeMember,
  leaveConversation,
  changeRole,
  muteMember,
  unmuteMember,
} as const;
