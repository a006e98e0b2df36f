import { outranks, type Role } from "./roles.js";

/** What not everyone in a conversation may do. */
export type MemberAction = "addMember" | "removeMember" | "changeRole" | "deleteOthersMessage";

const allowed: Record<MemberAction, readonly Role[]> = {
  addMember: ["owner", "admin", "moderator"],
  removeMember: ["owner", "admin", "moderator"],
  changeRole: ["owner", "admin"],
  deleteOthersMessage: ["owner", "admin", "moderator"],
};

/** Whether a role allows an action at all; who may do it to whom, the functions below say. */
export function may(role: Role, action: MemberAction): boolean {
  return allowed[action].includes(role);
}

/** Whether `role` may put out a member who is `target`: only those below oneself. */
export function mayRemove(role: Role, target: Role): boolean {
  return may(role, "removeMember") && outranks(role, target);
}

/**
 * Whether `role` may make a member who is `target` a `next`. Who is changed, and what they become,
 * is below oneself; an owner alone names an owner, and is none any more.
 */
export function mayChangeRole(role: Role, target: Role, next: Role): boolean {
  if (!may(role, "changeRole") || !outranks(role, target)) return false;
  return role === "owner" || outranks(role, next);
}

/**
 * Who becomes the owner when the owner leaves: of the highest role the one who came first.
 * @param others everyone else, in the order in which they came.
 */
export function heirOf<M extends { role: Role }>(others: readonly M[]): M | undefined {
  return others.reduce<M | undefined>(
    (best, next) => (best && !outranks(next.role, best.role) ? best : next),
    undefined,
  );
}
