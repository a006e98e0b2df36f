import { setLocale } from "@rally/shared/accounts";
import { blockUser, unblockUser } from "@rally/shared/blocks";
import {
  createConversation,
  deleteMessage,
  editMessage,
  sendMessage,
} from "@rally/shared/conversations";
import { friendCommands } from "@rally/shared/friends";
import { setDisturb, setNotifyLevel } from "@rally/shared/notifications";
import { updateProfile } from "@rally/shared/people";
import { setPresence } from "@rally/shared/presence";
import { restrainUser, unrestrainUser } from "@rally/shared/restraints";
import type { OutboxRow } from "../database/index.js";

interface Ids {
  messageId?: string;
  replyTo?: string;
  userId?: string;
  conversationId?: string;
}

/**
 * By command name, what the command changes. Commands of one subject take effect in the order of
 * writing; others may overtake each other.
 */
const subjects = new Map<string, (ids: Ids, name: string) => string>();
const aboutPerson = ({ userId = "" }: Ids): string => `person ${userId}`;
const aboutBlocking = ({ userId = "" }: Ids): string => `blocking ${userId}`;
for (const { name } of [editMessage, deleteMessage])
  subjects.set(name, ({ messageId = "" }) => `changes of ${messageId}`);
for (const { name } of Object.values(friendCommands)) subjects.set(name, aboutPerson);
for (const { name } of [blockUser, unblockUser]) subjects.set(name, aboutBlocking);
for (const { name } of [restrainUser, unrestrainUser])
  subjects.set(name, ({ userId = "" }) => `ignoring ${userId}`);
subjects.set(setNotifyLevel.name, ({ conversationId = "" }) => `level of ${conversationId}`);
for (const { name } of [setDisturb, setPresence, setLocale, updateProfile])
  subjects.set(name, (_ids, setting) => setting);

/**
 * By command name, what else an earlier command may change that has to take effect before. A block
 * waits for no friend command [S14]; what was written before it is refused after it.
 */
const needs = new Map<string, (ids: Ids) => string>();
// With somebody who is blocked the server makes no friends and starts no conversation.
for (const { name } of [...Object.values(friendCommands), createConversation])
  needs.set(name, aboutBlocking);
// A friend command that the block ended must not take effect once the block is over.
needs.set(unblockUser.name, aboutPerson);

function subjectOf({ name, input }: OutboxRow): string | undefined {
  return subjects.get(name)?.(input as Ids, name);
}

/** What has to have taken effect before a command can be sent. */
function needsOf(row: OutboxRow): string[] {
  const ids = row.input as Ids;
  const { messageId, replyTo } = ids;
  const subject = subjectOf(row);
  const need = needs.get(row.name)?.(ids);
  return [
    `conversation ${row.conversation}`,
    ...(messageId === undefined ? [] : [`message ${messageId}`]),
    ...(replyTo === undefined ? [] : [`message ${replyTo}`]),
    ...(need === undefined ? [] : [need]),
    ...(subject === undefined ? [] : [subject]),
  ];
}

/** Which commands have to wait for earlier ones; the rows are given in the order of writing. */
export class Precedence {
  readonly #outstanding = new Set<string>();

  /** Whether a row added before has to take effect first. */
  holdsBack(row: OutboxRow): boolean {
    return needsOf(row).some((need) => this.#outstanding.has(need));
  }

  /** Adds a row that is not sent now: what needs it waits too. */
  addWaiting(row: OutboxRow): void {
    if (row.name === createConversation.name)
      this.#outstanding.add(`conversation ${row.conversation}`);
    if (row.name === sendMessage.name) this.#outstanding.add(`message ${row.id}`);
    this.addSending(row);
  }

  /**
   * Adds a row that is sent now. The next one of its subject goes with a later batch: of one batch
   * the server may fail on the first and accept the second.
   */
  addSending(row: OutboxRow): void {
    const subject = subjectOf(row);
    if (subject !== undefined) this.#outstanding.add(subject);
  }
}
