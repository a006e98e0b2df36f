import { msg } from "@lit/localize";
import { isPollClosed } from "@rally/shared/conversations";
import type { IconName } from "../../design/index.js";
import { getLocale } from "../../localization/index.js";
import { canForwardContent, contentText, isEditable } from "../../content/index.js";
import type { MessageView } from "./message-views.js";

/** The actions of a message's menu. */
export type MessageAction =
  | "reply"
  | "edit"
  | "delete"
  /** Shows the texts that the message has had. */
  | "edits"
  | "copy"
  | "copy-link"
  | "pin"
  | "unpin"
  | "retry"
  | "discard"
  | "send-again"
  /** Opens the emoji picker for a reaction. */
  | "choose-reaction"
  /** Asks for a conversation to copy the message to. */
  | "forward"
  /** Shows who has read the message. */
  | "readers"
  | "report"
  | "close-poll"
  | "show-voters"
  /** Removes the user's refused votes in a poll. */
  | "dismiss-vote"
  /** Votes in a poll: the places of the choices with spaces between them. */
  | `vote ${string}`
  /** Adds or removes the reaction with this emoji. */
  | `react ${string}`;

export interface ActionItem {
  action: MessageAction;
  label: string;
  icon: IconName;
  danger?: true;
}

/** What the user may do in the conversation. */
export interface Allowed {
  /** Whether the user can send messages, which nobody can after a block. */
  writable: boolean;
  mayPin: boolean;
  /** Whether the user may close polls of others. */
  closesPolls: boolean;
  /** Whether messages may leave the conversation; not those of a private channel. */
  forwards: boolean;
  /** Whether the device knows who has read what: in small groups and channels. */
  knowsReaders: boolean;
}

/** Whether reactions are offered beside the actions. */
export function canReact({ seq, deleted }: MessageView, writable: boolean): boolean {
  return writable && seq !== undefined && !deleted;
}

const known = new Map<string, readonly ActionItem[]>();

/** A message's actions; equal menus share one array, so that they do not render again. */
export function actionsFor(view: MessageView, allowed: Allowed): readonly ActionItem[] {
  const { deleted, own, state, unconfirmedEdit, pinned, seq } = view;
  const hasText = contentText(view.content) !== "";
  const alike = [
    getLocale(),
    allowed.writable,
    allowed.mayPin,
    pinned,
    seq === undefined,
    canClosePoll(view, allowed),
    hasText,
    isEditable(view.content),
    canForward(view, allowed),
    allowed.knowsReaders,
    deleted,
    own,
    state === "refused",
    unconfirmedEdit?.error?.code,
  ];
  const key = alike.join(" ");
  const actions = known.get(key) ?? listActions(view, allowed);
  known.set(key, actions);
  return actions;
}

/** Whether the reader can close the poll of a message. */
function canClosePoll(
  { content, own, seq, poll }: MessageView,
  { writable, closesPolls }: Allowed,
): boolean {
  if (content?.kind !== "poll" || !poll || seq === undefined || !writable) return false;
  return (own || closesPolls) && !isPollClosed(content, poll, Date.now());
}

/** A text or a sticker that the server has can be forwarded. */
function canForward({ content, seq }: MessageView, { forwards }: Allowed): boolean {
  return forwards && seq !== undefined && canForwardContent(content);
}

function listActions(view: MessageView, allowed: Allowed): readonly ActionItem[] {
  const { writable } = allowed;
  if (view.deleted) return [];
  const hasText = contentText(view.content) !== "";
  const copy: ActionItem[] = hasText
    ? [{ action: "copy", label: msg("Copy text"), icon: "copy" }]
    : [];
  const edit: ActionItem[] =
    isEditable(view.content) && writable
      ? [{ action: "edit", label: msg("Edit"), icon: "pencil" }]
      : [];
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
  const pin = pinActions(view, allowed);
  if (view.seq !== undefined)
    copy.push({ action: "copy-link", label: msg("Copy link"), icon: "link" });
  if (canForward(view, allowed))
    copy.unshift({ action: "forward", label: msg("Forward"), icon: "forward" });
  if (allowed.knowsReaders && view.seq !== undefined)
    copy.push({ action: "readers", label: msg("Read by"), icon: "checkCheck" });
  const close: ActionItem[] = canClosePoll(view, allowed)
    ? [{ action: "close-poll", label: msg("Close poll"), icon: "lock" }]
    : [];
  const remove: ActionItem = {
    action: "delete",
    label: msg("Delete"),
    icon: "trash",
    danger: true,
  };
  if (!view.own) {
    return [...answer, ...close, ...copy, ...pin, ...reportAction(view), remove];
  }
  return [...answer, ...close, ...edit, ...copy, ...pin, remove];
}

/** A message of another user that the server has can be reported. */
function reportAction({ seq }: MessageView): ActionItem[] {
  return seq === undefined ? [] : [{ action: "report", label: msg("Report"), icon: "flag" }];
}

/** A message that the server has can be pinned. */
function pinActions({ pinned, seq }: MessageView, { writable, mayPin }: Allowed): ActionItem[] {
  if (!writable || !mayPin || seq === undefined) return [];
  return [
    pinned
      ? { action: "unpin", label: msg("Unpin"), icon: "pinOff" }
      : { action: "pin", label: msg("Pin"), icon: "pin" },
  ];
}
