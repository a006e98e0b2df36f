import * as z from "zod/mini";

/** The roles of a conversation, the highest first. A group has one owner. */
export const roles = ["owner", "admin", "moderator", "member"] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/** Whether `role` is higher than `other`. */
export function outranks(role: Role, other: Role): boolean {
  return roles.indexOf(role) < roles.indexOf(other);
}

/** Actions that require a role. */
export type MemberAction =
  "addMember" | "removeMember" | "changeRole" | "deleteOthersMessage" | "rename";

const allowed: Record<MemberAction, readonly Role[]> = {
  addMember: ["owner", "admin", "moderator"],
  removeMember: ["owner", "admin", "moderator"],
  changeRole: ["owner", "admin"],
  deleteOthersMessage: ["owner", "admin", "moderator"],
  rename: ["owner", "admin"],
};

/** Whether a role allows an action; the functions below also compare the roles of both members. */
export function may(role: Role, action: MemberAction): boolean {
  return allowed[action].includes(role);
}

/** Whether `role` can remove a member with the role `target`, which must be lower. */
export function mayRemove(role: Role, target: Role): boolean {
  return may(role, "removeMember") && outranks(role, target);
}

/**
 * Whether `role` can change a member's role from `target` to `next`. Both must be lower than `role`,
 * except that an owner can name another owner.
 */
export function mayChangeRole(role: Role, target: Role, next: Role): boolean {
  if (!may(role, "changeRole") || !outranks(role, target)) return false;
  return role === "owner" || outranks(role, next);
}

/**
 * The member who becomes the owner when the owner leaves: of the highest role, the one who joined first.
 * @param others the other members in the order in which they joined.
 */
export function successorOf<M extends { role: Role }>(others: readonly M[]): M | undefined {
  return others.reduce<M | undefined>(
    (best, next) => (best && !outranks(next.role, best.role) ? best : next),
    undefined,
  );
}
