import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { idSchema } from "../ids/index.js";
import { roleSchema } from "./roles.js";

const output = z.object({
  /** The conversation's version with it done. */
  version: z.int(),
});
const member = { conversationId: idSchema, userId: idSchema };

/** Bring somebody into a group; who is in it stays what they are. */
export const addMember = defineCommand({
  name: "member.add",
  input: z.strictObject(member),
  output,
});

/** Put somebody of a lower role out of a group. */
export const removeMember = defineCommand({
  name: "member.remove",
  input: z.strictObject(member),
  output,
});

/** Leave a group; an owner hands it over to whoever of the highest role came first. */
export const leaveConversation = defineCommand({
  name: "member.leave",
  input: z.strictObject({ conversationId: idSchema }),
  output,
});

/** Say what somebody of a lower role is; an owner who names an owner becomes an admin. */
export const changeRole = defineCommand({
  name: "member.role",
  input: z.strictObject({ ...member, role: roleSchema }),
  output,
});

export const memberCommands = { addMember, removeMember, leaveConversation, changeRole } as const;
