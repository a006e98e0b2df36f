import { channelCommands as commands } from "@rally/shared/channels";
import { RallyError } from "@rally/shared/errors";
import { may } from "@rally/shared/members";
import { appendMember, recordAct, type LogBatch } from "@rally/shared/server/log";
import { inConversation, type CommandHandler } from "../commands/index.js";
import { noSuchConversation } from "../conversations/index.js";
import {
  askToJoin,
  declineRequest,
  dropRequest,
  notifiedAdmins,
  takeRequest,
} from "./join-requests.js";

const conversationOf = ({ conversationId }: { conversationId: string }): string => conversationId;

/** The commands by which users come into channels. */
export function channelHandlers(): CommandHandler[] {
  return [
    inConversation(commands.joinChannel, {
      conversationOf,
      reads: ({ conversationId }) => ({ rows: [[notifiedAdmins, [conversationId]]] }),
      decide({ userId, ip }, { conversationId }, batch) {
        const { kind, meta } = batch.conversation;
        if (batch.member(userId)) {
          batch.requireMember(userId);
          return { state: "joined" as const };
        }
        if (kind === "channel" && meta.visibility === "public") {
          appendMember(batch, userId, { role: "member", author: userId, ip });
          return { state: "joined" as const };
        }
        // A channel that is not listed does not exist to outsiders.
        if (kind !== "channel" || !meta.listed) throw noSuchConversation();
        const admins = batch.read(notifiedAdmins, conversationId) ?? [];
        batch.transactionWrites.push(askToJoin({ conversationId, userId, ip }, admins));
        return { state: "requested" as const };
      },
    }),

    inConversation(commands.cancelJoinRequest, {
      conversationOf,
      decide({ userId }, { conversationId }, batch) {
        const request = { conversationId, userId };
        const { kind, meta } = batch.conversation;
        // Only users who have asked learn that an unlisted channel exists.
        const isVisible = kind === "channel" && meta.listed === true;
        batch.transactionWrites.push(
          isVisible ? dropRequest(request) : takeRequest(request, noSuchConversation),
        );
        return { state: "none" as const };
      },
    }),

    inConversation(commands.answerJoinRequest, {
      conversationOf,
      reads: ({ userId }) => ({ members: [userId] }),
      decide({ userId: caller, ip }, { conversationId, userId, state }, batch) {
        requireMayAnswer(batch, caller);
        const request = { conversationId, userId };
        const record = (action: "requestAccepted" | "requestDeclined"): void => {
          recordAct(batch, { userId: caller, ip }, { action, target: userId });
        };
        if (state === "rejected") {
          batch.transactionWrites.push(declineRequest(request, caller));
          record("requestDeclined");
          return { version: batch.conversation.version };
        }
        if (batch.member(userId)) return { version: batch.conversation.version };
        batch.transactionWrites.push(takeRequest(request));
        const joins = { role: "member", author: caller, chose: true } as const;
        const version = appendMember(batch, userId, joins);
        record("requestAccepted");
        return { version };
      },
    }),
  ];
}

/** @throws RallyError `not_found` to outsiders, `forbidden` */
function requireMayAnswer(batch: LogBatch, userId: string): void {
  const { role } = batch.requireMember(userId);
  if (!may(role, "answerJoinRequests", batch.conversation.kind)) {
    throw new RallyError("forbidden", "Only the owner and admins of a channel answer requests");
  }
}
