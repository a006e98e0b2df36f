import { msg } from "@lit/localize";
import type { IconName } from "../../design/index.js";
import { getLocale } from "../../localization/index.js";
import { contentText } from "../../content/index.js";
import type { MessageView } from "./message-views.js";

/** The actions of a message's menu. */
export type MessageAction =
  | "reply"
  | "edit"
  | "delete"
  | "copy"
  | "retry"
  | "discard"
  | "send-again"
  /** Adds or removes the reaction with this emoji. */
  | `react ${string}`;

export interface ActionItem {
  action: MessageAction;
  label: string;
  icon: IconName;
  danger?: true;
}

/** Whether reactions are offered beside the actions. */
export function canReact({ seq, deleted }: MessageView, writable: boolean): boolean {
  return writable && seq !== undefined && !deleted;
}

const known = new Map<string, readonly ActionItem[]>();

/** A message's actions; equal menus share one array, so that they do not render again. */
export function actionsFor(view: MessageView, writable: boolean): readonly ActionItem[] {
  const { deleted, own, state, unconfirmedEdit } = view;
  const hasText = contentText(view.content) !== "";
  const alike = [
    getLocale(),
    writable,
    hasText,
    deleted,
    own,
    state === "refused",
    unconfirmedEdit?.error?.code,
  ];
  const key = alike.join(" ");
  const actions = known.get(key) ?? listActions(view, writable);
  known.set(key, actions);
  return actions;
}

function listActions(view: MessageView, writable: boolean): readonly ActionItem[] {
  if (view.deleted) return [];
  const hasText = contentText(view.content) !== "";
  const copy: ActionItem[] = hasText
    ? [{ action: "copy", label: msg("Copy text"), icon: "copy" }]
    : [];
  const edit: ActionItem[] =
    hasText && writable ? [{ action: "edit", label: msg("Edit"), icon: "pencil" }] : [];
  if (view.state === "refused") {
    return [
      { action: "retry", label: msg("Try again"), icon: "refresh" },
      ...edit,
      ...copy,
      { action: "discard", label: msg("Discard"), icon: "trash", danger: true },
    ];
  }
  if (view.unconfirmedEdit?.error?.code === "message_deleted") return copy;
  const reply: ActionItem = { action: "reply", label: msg("Reply"), icon: "reply" };
  const answer = writable ? [reply] : [];
  if (!view.own) return [...answer, ...copy];
  return [
    ...answer,
    ...edit,
    ...copy,
    { action: "delete", label: msg("Delete"), icon: "trash", danger: true },
  ];
}
