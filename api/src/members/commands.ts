import { RallyError } from "@rally/shared/errors";
import {
  heirOf,
  may,
  mayChangeRole,
  mayRemove,
  memberCommands as commands,
} from "@rally/shared/members";
import type { LogBatch } from "@rally/sync-server";
import { inConversation, type CommandHandler } from "../commands/index.js";

const conversationOf = ({ conversationId }: { conversationId: string }): string => conversationId;
const members = ({ userId }: { userId: string }): string[] => [userId];

/** Who is in a group and what they are; the table of who may is `shared/src/members/policy.ts`. */
export function memberHandlers(): CommandHandler[] {
  return [
    inConversation(commands.addMember, {
      conversationOf,
      members,
      run({ userId: caller }, { userId }, log) {
        const { role } = requireGroupMember(log, caller);
        if (!may(role, "addMember")) throw forbidden();
        if (log.member(userId)) return { version: log.conversation.version };
        return { version: log.appendMember(userId, "member", caller) };
      },
    }),

    inConversation(commands.removeMember, {
      conversationOf,
      members,
      run({ userId: caller }, { userId }, log) {
        const { role } = requireGroupMember(log, caller);
        if (!may(role, "removeMember")) throw forbidden();
        const target = requireOther(log, userId);
        if (!mayRemove(role, target.role)) throw forbidden();
        return { version: log.appendMember(userId, null, caller) };
      },
    }),

    inConversation(commands.leaveConversation, {
      conversationOf,
      leaves: true,
      run({ userId: caller }, _input, log) {
        const { role } = requireGroupMember(log, caller);
        const heir = role === "owner" ? heirIn(log, caller) : undefined;
        if (heir) log.appendMember(heir, "owner", caller);
        return { version: log.appendMember(caller, null, caller) };
      },
    }),

    inConversation(commands.changeRole, {
      conversationOf,
      members,
      run({ userId: caller }, { userId, role: next }, log) {
        const { role } = requireGroupMember(log, caller);
        if (!may(role, "changeRole")) throw forbidden();
        const target = requireOther(log, userId);
        if (!mayChangeRole(role, target.role, next)) throw forbidden();
        if (target.role === next) return { version: log.conversation.version };
        // A group has one owner: who names another is an admin from then on.
        if (next === "owner") log.appendMember(caller, "admin", caller);
        return { version: log.appendMember(userId, next, caller) };
      },
    }),
  ];
}

const forbidden = (): RallyError => new RallyError("forbidden", "Your role does not allow that");

/** @throws RallyError `not_found`; `forbidden` where members do not come and go: world, two people. */
function requireGroupMember(log: LogBatch, userId: string) {
  const member = log.requireMember(userId);
  if (log.conversation.kind !== "group") throw forbidden();
  return member;
}

function requireOther(log: LogBatch, userId: string) {
  const member = log.member(userId);
  if (!member) throw new RallyError("not_found", "They are not in this conversation");
  return member;
}

function heirIn(log: LogBatch, owner: string): string | undefined {
  // Whoever this batch brought in came last.
  const inOrder = new Set([...log.eldest, ...log.conversation.members.keys()]);
  const others = [...inOrder].flatMap((id) => {
    const member = id === owner ? undefined : log.member(id);
    return member ? [{ id, role: member.role }] : [];
  });
  return heirOf(others)?.id;
}
