import * as z from "zod/mini";

/** What one may be in a conversation, the highest first. A group has one owner. */
export const roles = ["owner", "admin", "moderator", "member"] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/** Whether `role` stands above `other`, and not beside it. */
export function outranks(role: Role, other: Role): boolean {
  return roles.indexOf(role) < roles.indexOf(other);
}
