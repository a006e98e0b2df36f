import { msg } from "@lit/localize";
import type { IconName } from "../design/index.js";
import { getLocale } from "../localization/index.js";
import type { MessageView } from "./view.js";

/** What one can do with a message. */
export type MessageAction =
  "reply" | "edit" | "delete" | "copy" | "retry" | "discard" | "send-anew";

export interface ActionItem {
  action: MessageAction;
  label: string;
  icon: IconName;
  danger?: true;
}

const known = new Map<string, readonly ActionItem[]>();

/** What a message's menu offers: the same array for messages alike, so that no menu renders again. */
export function actionsFor(view: MessageView, writable: boolean): readonly ActionItem[] {
  const { deleted, own, state, change } = view;
  const alike = [getLocale(), writable, deleted, own, state === "refused", change?.error?.code];
  const key = alike.join(" ");
  const actions = known.get(key) ?? listActions(view, writable);
  known.set(key, actions);
  return actions;
}

function listActions(view: MessageView, writable: boolean): readonly ActionItem[] {
  if (view.deleted) return [];
  const copy: ActionItem = { action: "copy", label: msg("Copy text"), icon: "copy" };
  const edit: ActionItem = { action: "edit", label: msg("Edit"), icon: "pencil" };
  if (view.state === "refused") {
    return [
      { action: "retry", label: msg("Try again"), icon: "refresh" },
      ...(writable ? [edit] : []),
      copy,
      { action: "discard", label: msg("Discard"), icon: "trash", danger: true },
    ];
  }
  if (view.change?.error?.code === "message_deleted") return [copy];
  const reply: ActionItem = { action: "reply", label: msg("Reply"), icon: "reply" };
  const answer = writable ? [reply] : [];
  if (!view.own) return [...answer, copy];
  return [
    ...answer,
    ...(writable ? [edit] : []),
    copy,
    { action: "delete", label: msg("Delete"), icon: "trash", danger: true },
  ];
}
