import * as z from "zod/mini";

/** The roles of a conversation, the highest first. A group and a channel have one owner. */
export const roles = ["owner", "admin", "moderator", "member"] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/** Whether `role` is higher than `other`. */
export function outranks(role: Role, other: Role): boolean {
  return roles.indexOf(role) < roles.indexOf(other);
}

/** The kinds of conversation. */
export const conversationKinds = ["world", "direct", "group", "channel"] as const;
export const conversationKindSchema = z.enum(conversationKinds);
export type ConversationKind = z.infer<typeof conversationKindSchema>;

/**
 * The lowest role that each action requires, by kind of conversation; in a kind that is not listed,
 * nobody can do it. The API, the rooms and the app all ask this table, through `may`.
 */
export const permissions = {
  /** Changes the name, the topic and, in a channel, who can find and join it. */
  editDetails: { group: "admin", channel: "admin" },
  /** Changes what a conversation looks like. */
  changeTheme: { direct: "member", group: "admin", channel: "admin" },
  addMember: { group: "moderator", channel: "moderator" },
  removeMember: { group: "moderator", channel: "moderator" },
  /** Bans users who are or are not members, lists and lifts bans. */
  ban: { group: "moderator", channel: "moderator" },
  /** Stops a member from writing for a while. */
  mute: { world: "moderator", group: "moderator", channel: "moderator" },
  /** Writes without waiting for slow mode. */
  ignoreSlowMode: { group: "moderator", channel: "moderator" },
  /** Reads the log of what moderators did. */
  readAuditLog: { world: "moderator", group: "moderator", channel: "moderator" },
  /** Reads and closes reports of messages. */
  readReports: { world: "moderator", group: "moderator", channel: "moderator" },
  changeRole: { group: "admin", channel: "admin" },
  /** Hides a conversation from the caller's own list until the next message. */
  archive: { direct: "member", group: "member", channel: "member" },
  /** Deletes the messages so far for the caller alone. */
  clear: { direct: "member", group: "member", channel: "member" },
  leave: { group: "member", channel: "member" },
  /** Deletes a conversation with all its messages for all of its members. */
  deleteForAll: { group: "owner", channel: "owner" },
  /** Creates, lists and revokes invite links. */
  invite: { group: "moderator", channel: "moderator" },
  /** Accepts and declines requests to join a private channel. */
  answerJoinRequests: { channel: "admin" },
  /** Pins and unpins messages. In a two-person conversation both can. */
  pinMessage: { world: "moderator", direct: "member", group: "moderator", channel: "moderator" },
  closeOthersPoll: { world: "moderator", group: "moderator", channel: "moderator" },
  deleteOthersMessage: { world: "moderator", group: "moderator", channel: "moderator" },
} as const satisfies Record<string, Partial<Record<ConversationKind, Role>>>;
export type MemberAction = keyof typeof permissions;

/** Whether a role allows an action; the functions below also compare the roles of both members. */
export function may(role: Role, action: MemberAction, kind: ConversationKind): boolean {
  const byKind: Partial<Record<ConversationKind, Role>> = permissions[action];
  const lowest = byKind[kind];
  return lowest !== undefined && !outranks(lowest, role);
}

/** Roles that allow an action in a kind of conversation, the highest first. */
export function rolesThatMay(action: MemberAction, kind: ConversationKind): readonly Role[] {
  return roles.filter((role) => may(role, action, kind));
}

/** Whether `role` can remove a member with the role `target`, which must be lower. */
export function mayRemove(role: Role, target: Role, kind: ConversationKind): boolean {
  return mayActOn(role, "removeMember", target, kind);
}

/** Whether `role` allows an action on a member with the role `target`, which must be lower. */
export function mayActOn(
  role: Role,
  action: MemberAction,
  target: Role,
  kind: ConversationKind,
): boolean {
  return may(role, action, kind) && outranks(role, target);
}

/**
 * Whether `role` can change a member's role from `target` to `next`. Both must be lower than `role`,
 * except that an owner can name another owner.
 */
export function mayChangeRole(
  role: Role,
  { target, next }: { target: Role; next: Role },
  kind: ConversationKind,
): boolean {
  if (!may(role, "changeRole", kind) || !outranks(role, target)) return false;
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
