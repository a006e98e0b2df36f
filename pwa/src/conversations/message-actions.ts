import { msg } from "@lit/localize";
import type { IconName } from "../design/index.js";
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

/** What a message's menu offers. */
export function actionsFor(view: MessageView): ActionItem[] {
  if (view.deleted) return [];
  const copy: ActionItem = { action: "copy", label: msg("Copy text"), icon: "copy" };
  const edit: ActionItem = { action: "edit", label: msg("Edit"), icon: "pencil" };
  if (view.state === "refused") {
    return [
      { action: "retry", label: msg("Try again"), icon: "refresh" },
      edit,
      copy,
      { action: "discard", label: msg("Discard"), icon: "trash", danger: true },
    ];
  }
  if (view.change?.error?.code === "message_deleted") return [copy];
  const reply: ActionItem = { action: "reply", label: msg("Reply"), icon: "reply" };
  if (!view.own) return [reply, copy];
  return [
    reply,
    edit,
    copy,
    { action: "delete", label: msg("Delete"), icon: "trash", danger: true },
  ];
}
