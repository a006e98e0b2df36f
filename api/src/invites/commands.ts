import { randomBytes } from "node:crypto";
import { RallyError } from "@rally/shared/errors";
import { inviteCommands as commands } from "@rally/shared/invites";
import { may } from "@rally/shared/members";
import { appendMember, recordAct, type LogBatch } from "@rally/shared/server/log";
import { inConversation, type CommandHandler } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";
import {
  deleteInvite,
  inviteUrl,
  invitesByCode,
  noSuchInvite,
  storeInvite,
  useInvite,
} from "./rows.js";

const conversationOf = ({ conversationId }: { conversationId: string }): string => conversationId;
/** 96 bits: codes can't be guessed. */
const CODE_BYTES = 12;

export function inviteHandlers(context: ApiContext): CommandHandler[] {
  return [
    inConversation(commands.createInvite, {
      conversationOf,
      decide({ userId, ip }, { conversationId, expiresAt, uses }, batch) {
        requireMayInvite(batch, userId);
        if (expiresAt !== undefined && expiresAt <= batch.now) {
          throw new RallyError("invalid_input", "The link would have expired already", {
            fields: { expiresAt: ["too_small"] },
          });
        }
        const code = randomBytes(CODE_BYTES).toString("base64url");
        const invite = { code, conversationId, creatorId: userId, expiresAt, uses };
        batch.transactionWrites.push(storeInvite(invite));
        const data = expiresAt === undefined ? {} : { until: expiresAt };
        recordAct(batch, { userId, ip }, { action: "inviteCreated", data });
        return { code, url: inviteUrl(context, code) };
      },
    }),

    inConversation(commands.revokeInvite, {
      conversationOf,
      decide({ userId, ip }, { conversationId, code }, batch) {
        requireMayInvite(batch, userId);
        batch.transactionWrites.push(deleteInvite(conversationId, code));
        recordAct(batch, { userId, ip }, { action: "inviteRevoked" });
        return { revoked: true as const };
      },
    }),

    inConversation(commands.acceptInvite, {
      conversationOf,
      reads: ({ code }) => ({ rows: [[invitesByCode, [code]]] }),
      decide({ userId, ip }, { conversationId, code }, batch) {
        const invite = batch.read(invitesByCode, code);
        if (invite?.conversationId !== conversationId) throw noSuchInvite();
        if (batch.member(userId)) {
          batch.requireMember(userId);
          return { conversationId };
        }
        appendMember(batch, userId, { role: "member", author: userId, ip });
        batch.transactionWrites.push(useInvite(code));
        return { conversationId };
      },
    }),
  ];
}

/** @throws RallyError `not_found` to outsiders, `forbidden` */
function requireMayInvite(batch: LogBatch, userId: string): void {
  const { role } = batch.requireMember(userId);
  if (!may(role, "invite", batch.conversation.kind)) {
    throw new RallyError("forbidden", "Your role does not allow invite links");
  }
}
