import { RallyError } from "@rally/shared/errors";
import {
  FOREVER,
  successorOf,
  may,
  mayActOn,
  mayChangeRole,
  mayRemove,
  memberCommands as commands,
  type MemberAction,
} from "@rally/shared/members";
import { appendMember, appendMute, recordAct, type LogBatch } from "@rally/shared/server/log";
import { inConversation, type CommandHandler } from "../commands/index.js";

const conversationOf = ({ conversationId }: { conversationId: string }): string => conversationId;
const reads = ({ userId }: { userId: string }) => ({ members: [userId] });

/** Commands for the members of groups and channels and their roles, by the policy in `shared/src/members/policy.ts`. */
export function memberHandlers(): CommandHandler[] {
  return [
    inConversation(commands.addMember, {
      conversationOf,
      reads,
      decide({ userId: caller, ip }, { userId }, batch) {
        requireMay(batch, caller, "addMember");
        if (batch.member(userId)) return { version: batch.conversation.version };
        const version = appendMember(batch, userId, { role: "member", author: caller });
        recordAct(batch, { userId: caller, ip }, { action: "added", target: userId });
        return { version };
      },
    }),

    inConversation(commands.removeMember, {
      conversationOf,
      reads,
      decide({ userId: caller, ip }, { userId }, batch) {
        const { role } = requireMay(batch, caller, "removeMember");
        const target = requireOther(batch, userId);
        if (!mayRemove(role, target.role, batch.conversation.kind)) throw forbidden();
        recordAct(batch, { userId: caller, ip }, { action: "removed", target: userId });
        return { version: appendMember(batch, userId, { role: null, author: caller }) };
      },
    }),

    inConversation(commands.leaveConversation, {
      conversationOf,
      reads: (_input, { userId }) => ({ leaving: userId }),
      decide({ userId: caller }, _input, batch) {
        const { role } = requireMay(batch, caller, "leave");
        const successor = role === "owner" ? successorIn(batch, caller) : undefined;
        if (successor) appendMember(batch, successor, { role: "owner", author: caller });
        return { version: appendMember(batch, caller, { role: null, author: caller }) };
      },
    }),

    inConversation(commands.changeRole, {
      conversationOf,
      reads,
      decide({ userId: caller, ip }, { userId, role: next }, batch) {
        const { role } = requireMay(batch, caller, "changeRole");
        const target = requireOther(batch, userId);
        const roles = { target: target.role, next };
        if (!mayChangeRole(role, roles, batch.conversation.kind)) throw forbidden();
        if (target.role === next) return { version: batch.conversation.version };
        const act = { action: "role" as const, target: userId, data: { role: next } };
        recordAct(batch, { userId: caller, ip }, act);
        // There is one owner: the former owner becomes an admin.
        if (next === "owner") appendMember(batch, caller, { role: "admin", author: caller });
        return { version: appendMember(batch, userId, { role: next, author: caller }) };
      },
    }),

    inConversation(commands.muteMember, {
      conversationOf,
      reads,
      decide({ userId: caller, ip }, { userId, until = FOREVER, reason }, batch) {
        requireMayMute(batch, caller, userId);
        if (until <= batch.now) {
          throw new RallyError("invalid_input", "The mute would have ended already", {
            fields: { until: ["too_small"] },
          });
        }
        const data = { ...(until < FOREVER && { until }), ...(reason && { reason }) };
        recordAct(batch, { userId: caller, ip }, { action: "muted", target: userId, data });
        return { version: appendMute(batch, userId, { until, author: caller }) };
      },
    }),

    inConversation(commands.unmuteMember, {
      conversationOf,
      reads,
      decide({ userId: caller, ip }, { userId }, batch) {
        const target = requireMayMute(batch, caller, userId);
        if (target.mutedUntil <= batch.now) return { version: batch.conversation.version };
        recordAct(batch, { userId: caller, ip }, { action: "unmuted", target: userId });
        return { version: appendMute(batch, userId, { until: 0, author: caller }) };
      },
    }),
  ];
}

const forbidden = (): RallyError => new RallyError("forbidden", "Your role does not allow that");

/** @throws RallyError `not_found` to outsiders, `forbidden` */
function requireMay(batch: LogBatch, userId: string, action: MemberAction) {
  const member = batch.requireMember(userId);
  if (!may(member.role, action, batch.conversation.kind)) throw forbidden();
  return member;
}

/** The member whom the caller may mute. @throws RallyError `not_found`, `forbidden` */
function requireMayMute(batch: LogBatch, caller: string, userId: string) {
  const { role } = requireMay(batch, caller, "mute");
  const target = requireOther(batch, userId);
  if (!mayActOn(role, "mute", target.role, batch.conversation.kind)) throw forbidden();
  return target;
}

function requireOther(batch: LogBatch, userId: string) {
  const member = batch.member(userId);
  if (!member) throw new RallyError("not_found", "This user is not a member of the conversation");
  return member;
}

function successorIn(batch: LogBatch, owner: string): string | undefined {
  // Members that this batch added joined last.
  const inOrder = new Set([...batch.successors, ...batch.conversation.members.keys()]);
  const others = [...inOrder].flatMap((id) => {
    const member = id === owner ? undefined : batch.member(id);
    return member ? [{ id, role: member.role }] : [];
  });
  return successorOf(others)?.id;
}
