import { updateConversation } from "@rally/shared/conversations";
import { RallyError, type FieldErrors } from "@rally/shared/errors";
import { may, type ConversationKind, type MemberAction } from "@rally/shared/members";
import {
  appendMeta,
  recordAct,
  type CommandCall,
  type LogBatch,
  type MetaChanges,
} from "@rally/shared/server/log";
import { inConversation } from "../commands/index.js";
import { requireNotBlocked } from "./policy.js";

/** Only channels are found and joined. @throws RallyError `invalid_input` */
function requireFieldsOf(kind: ConversationKind, { visibility, listed }: MetaChanges): void {
  if (kind === "channel") return;
  const fields = Object.entries({ visibility, listed }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, ["unknown"]]],
  );
  if (fields.length === 0) return;
  throw new RallyError("invalid_input", "Only channels have a visibility", {
    fields: Object.fromEntries(fields) as FieldErrors,
  });
}

/** What a user must be allowed to do to make these changes. */
const actionsOf = ({ theme, ...details }: MetaChanges): MemberAction[] => [
  ...(theme === undefined ? [] : (["changeTheme"] as const)),
  ...(Object.keys(definedOf(details)).length === 0 ? [] : (["editDetails"] as const)),
];

/** The fields of an object that have a value. */
function definedOf<T extends object>(object: T): Record<string, Exclude<T[keyof T], undefined>> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** @throws RallyError `not_found`, `forbidden` */
export function requireMayChange(userId: string, changes: MetaChanges, batch: LogBatch): void {
  const { role } = batch.requireMember(userId);
  const { kind } = batch.conversation;
  if (actionsOf(changes).every((action) => may(role, action, kind))) return;
  throw new RallyError("forbidden", "Only the owner and admins can change this");
}

/** Changes what a conversation says about itself, if the caller may. */
export function changeDetails(
  { userId, ip }: CommandCall,
  changes: MetaChanges,
  batch: LogBatch,
): ReturnType<typeof appendMeta> {
  const { kind } = batch.conversation;
  requireMayChange(userId, changes, batch);
  requireNotBlocked(batch);
  requireFieldsOf(kind, changes);
  // A channel that becomes private leaves the directory, unless the command says otherwise.
  const { visibility, listed = visibility && visibility === "public" } = changes;
  const meta = { ...changes, ...(listed !== undefined && { listed }) };
  const { picture, ...others } = meta;
  const details = definedOf({ ...others, picture: picture === null ? "" : picture });
  // In a conversation of two people nobody moderates.
  if (kind !== "direct") recordAct(batch, { userId, ip }, { action: "details", data: { details } });
  return appendMeta(batch, meta, userId);
}

export const updateHandler = inConversation(updateConversation, {
  conversationOf: ({ conversationId }) => conversationId,
  decide: (call, { conversationId: _here, ...changes }, batch) =>
    changeDetails(call, changes, batch),
});
