import { conversationBanCommands as commands } from "@rally/shared/bans";
import { RallyError } from "@rally/shared/errors";
import { newId } from "@rally/shared/ids";
import { may, mayActOn } from "@rally/shared/members";
import { appendMember, recordAct, type LogBatch } from "@rally/shared/server/log";
import { inConversation, type CommandHandler } from "../commands/index.js";
import { readRange } from "./address-range.js";
import {
  bansById,
  bansByUser,
  deleteBan,
  MATCHED_SESSIONS,
  serverAdmins,
  storeBan,
  userKey,
  usersAtAddress,
  type NewBan,
} from "./rows.js";

const conversationOf = ({ conversationId }: { conversationId: string }): string => conversationId;

/** Bans from groups and channels, by their moderators; bans of addresses by admins of the server. */
export function conversationBanHandlers(): CommandHandler[] {
  return [
    inConversation(commands.banFromConversation, {
      conversationOf,
      reads({ userId, address, confirmed }, { userId: caller, ip }) {
        if (address === undefined) return { members: userId === undefined ? [] : [userId] };
        const { cidr } = readRange(address, { confirmed, own: ip });
        return { rows: [[serverAdmins, [caller]]], memberLists: [[usersAtAddress, cidr]] };
      },
      decide({ userId: caller, ip }, input, batch) {
        const { conversationId, userId, address, until, reason, confirmed } = input;
        requireMayBan(batch, caller);
        if (until !== undefined && until <= batch.now) {
          throw new RallyError("invalid_input", "The ban would have ended already", {
            fields: { until: ["too_small"] },
          });
        }
        const ban = { id: newId(), conversationId, bannedBy: caller, until, reason };
        const data = { ...(until !== undefined && { until }), ...(reason && { reason }) };
        const act = { action: "banned" as const };
        if (address === undefined) {
          const target = userId ?? "";
          if (target === caller) throw forbidden("You can't ban yourself");
          const removed = removeAll(batch, caller, [target], { strictly: true });
          store(batch, { ...ban, userId: target });
          recordAct(batch, { userId: caller, ip }, { ...act, target, data });
          return { id: ban.id, removed };
        }
        if (!batch.read(serverAdmins, caller)) throw forbidden("Only admins ban addresses");
        const { cidr } = readRange(address, { confirmed, own: ip });
        const users = batch.read(usersAtAddress, cidr) ?? [];
        if (users.length > MATCHED_SESSIONS) {
          throw new RallyError("range_too_wide", "Too many users connect from this range");
        }
        const removed = removeAll(batch, caller, users, { strictly: false });
        store(batch, { ...ban, address: cidr });
        recordAct(batch, { userId: caller, ip }, { ...act, data: { ...data, address: cidr } });
        return { id: ban.id, removed };
      },
    }),

    inConversation(commands.unbanFromConversation, {
      conversationOf,
      reads: ({ conversationId, banId, userId = "" }) => ({
        rows: [
          banId === undefined
            ? [bansByUser, [userKey(conversationId, userId)]]
            : [bansById, [banId]],
        ],
      }),
      decide({ userId: caller, ip }, { conversationId, banId, userId = "" }, batch) {
        requireMayBan(batch, caller);
        const ban =
          banId === undefined
            ? batch.read(bansByUser, userKey(conversationId, userId))
            : batch.read(bansById, banId);
        if (ban?.conversationId !== conversationId) return { lifted: true as const };
        batch.transactionWrites.push(deleteBan(ban.id));
        recordAct(
          batch,
          { userId: caller, ip },
          {
            action: "unbanned",
            ...(ban.userId !== null && { target: ban.userId }),
            ...(ban.address !== null && { data: { address: ban.address } }),
          },
        );
        return { lifted: true as const };
      },
    }),
  ];
}

const store = (batch: LogBatch, ban: NewBan): void => {
  batch.transactionWrites.push(storeBan(ban));
};

/** @throws RallyError `not_found` to outsiders, `forbidden` */
function requireMayBan(batch: LogBatch, caller: string): void {
  const { role } = batch.requireMember(caller);
  if (!may(role, "ban", batch.conversation.kind)) throw forbidden("Only moderators ban");
}

/**
 * Removes those of the users who are members with a lower role than the caller.
 * @param options.strictly refuses when one of them has not a lower role
 * @returns how many were removed
 * @throws RallyError `forbidden`
 */
function removeAll(
  batch: LogBatch,
  caller: string,
  users: readonly string[],
  { strictly }: { strictly: boolean },
): number {
  const { role } = batch.requireMember(caller);
  const { kind } = batch.conversation;
  const removed = users.filter((user) => {
    const member = user === caller ? undefined : batch.member(user);
    if (!member) return false;
    if (mayActOn(role, "ban", member.role, kind)) return true;
    if (strictly) throw forbidden("Your role does not allow that");
    return false;
  });
  for (const user of removed) {
    appendMember(batch, user, { role: null, author: caller, banned: true });
  }
  return removed.length;
}

const forbidden = (message: string): RallyError => new RallyError("forbidden", message);
