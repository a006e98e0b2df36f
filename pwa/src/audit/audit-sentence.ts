import { msg, str } from "@lit/localize";
import type { AuditAction, AuditEntry } from "@rally/shared/audit";
import { themeOf } from "@rally/shared/conversations";
import { roles, type Role } from "@rally/shared/members";
import { themeLooks } from "../themes/index.js";
import { roleName, slowModeLabel, untilLabel } from "../members/index.js";

/** An entry of the audit log as a sentence. */
export function auditSentence({ action, actor, target, data }: AuditEntry): string {
  const who = actor?.displayName ?? msg("A deleted account");
  const whom = target?.displayName ?? data.address ?? msg("a deleted account");
  const sentences: Record<AuditAction, () => string> = {
    added: () => msg(str`${who} added ${whom}`),
    removed: () => msg(str`${who} removed ${whom}`),
    role: () => msg(str`${who} changed the role of ${whom}: ${roleOf(data.role)}`),
    muted: () => msg(str`${who} muted ${whom}`),
    unmuted: () => msg(str`${who} unmuted ${whom}`),
    banned: () =>
      target || data.address ? msg(str`${who} banned ${whom}`) : msg(str`${who} banned an address`),
    unbanned: () =>
      target || data.address
        ? msg(str`${who} lifted the ban of ${whom}`)
        : msg(str`${who} lifted the ban of an address`),
    details: () => msg(str`${who} changed the details`),
    messageDeleted: () => msg(str`${who} deleted a message by ${whom}`),
    inviteCreated: () => msg(str`${who} created an invite link`),
    inviteRevoked: () => msg(str`${who} revoked an invite link`),
    requestAccepted: () => msg(str`${who} let ${whom} join`),
    requestDeclined: () => msg(str`${who} declined ${whom}'s request to join`),
    reportClosed: () => msg(str`${who} closed a report`),
    serverBanned: () => msg(str`${who} banned ${whom} from the server`),
    emojiAdded: () => msg(str`${who} added an emoji to the server`),
    emojiRemoved: () => msg(str`${who} removed an emoji from the server`),
    stickerPackAdded: () => msg(str`${who} added a sticker pack to the server`),
    stickerPackRemoved: () => msg(str`${who} removed a sticker pack from the server`),
    stickerAdded: () => msg(str`${who} added a sticker to the server`),
    stickerRemoved: () => msg(str`${who} removed a sticker from the server`),
    conversationDeleted: () =>
      data.conversation?.kind === "channel"
        ? msg(str`${who} deleted a channel for everyone`)
        : msg(str`${who} deleted a group for everyone`),
    messageLogRead: () => msg(str`${who} read the message log`),
    serverUnbanned: () => msg(str`${who} lifted the server ban of ${whom}`),
  };
  const known = Object.hasOwn(sentences, action) ? sentences[action as AuditAction] : undefined;
  return known?.() ?? msg(str`${who} did something that this version doesn't know yet`);
}

/** The facts below the sentence: until when, why, and what changed. */
export function auditFacts({
  data: { until, reason, details = {}, conversation },
}: AuditEntry): string {
  const changed = Object.entries(details).map(([field, value]) => detail(field, value));
  return [conversation?.name, untilLabel(until), reason, ...changed].filter(Boolean).join(" · ");
}

function detail(field: string, value: string | number | boolean): string {
  switch (field) {
    case "name":
      return msg(str`Name: ${value}`);
    case "topic":
      return value === "" ? msg("Topic removed") : msg(str`Topic: ${value}`);
    case "visibility":
      return value === "public" ? msg("Public") : msg("Private");
    case "listed":
      return value === true ? msg("In the directory") : msg("Not in the directory");
    case "slowMode":
      return msg(str`Slow mode: ${slowModeLabel(Number(value))}`);
    case "theme":
      return msg(str`Theme: ${themeLooks[themeOf({ theme: String(value) })].label()}`);
    case "picture":
      return value === "" ? msg("Picture removed") : msg("New picture");
    default:
      return "";
  }
}

function roleOf(role: string | undefined): string {
  return roles.includes(role as Role) ? roleName(role as Role) : (role ?? "");
}
