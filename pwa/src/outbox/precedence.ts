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
for (const { name } of [editMessage, deleteMessage])
  subjects.set(name, ({ messageId = "" }) => `changes of ${messageId}`);
for (const { name } of [...Object.values(friendCommands), blockUser, unblockUser])
  subjects.set(name, aboutPerson);
for (const { name } of [restrainUser, unrestrainUser])
  subjects.set(name, ({ userId = "" }) => `ignoring ${userId}`);
subjects.set(setNotifyLevel.name, ({ conversationId = "" }) => `level of ${conversationId}`);
for (const { name } of [setDisturb, setPresence, setLocale, updateProfile])
  subjects.set(name, (_ids, setting) => setting);

function subjectOf({ name, input }: OutboxRow): string | undefined {
  return subjects.get(name)?.(input as Ids, name);
}

/** What has to have taken effect before a command can be sent. */
function needsOf(row: OutboxRow): string[] {
  const { messageId, replyTo, userId } = row.input as Ids;
  const subject = subjectOf(row);
  return [
    `conversation ${row.conversation}`,
    ...(messageId === undefined ? [] : [`message ${messageId}`]),
    ...(replyTo === undefined ? [] : [`message ${replyTo}`]),
    // With somebody who is blocked the server starts no conversation.
    ...(row.name === createConversation.name && userId !== undefined
      ? [aboutPerson({ userId })]
      : []),
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
