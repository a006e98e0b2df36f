import { accountCommands } from "@rally/shared/accounts";
import { channelCommands } from "@rally/shared/channels";
import { memberCommands } from "@rally/shared/members";
import type { Command } from "@rally/shared/commands";
import { conversationCommands, createConversation, sendMessage } from "@rally/shared/conversations";
import { notificationCommands } from "@rally/shared/notifications";
import { profileCommands } from "@rally/shared/people";
import { presenceCommands } from "@rally/shared/presence";
import { blockCommands, friendCommands, ignoreCommands } from "@rally/shared/relationships";
import type { OutboxRow } from "../database/index.js";

/** The commands that a device sends from its outbox. */
const domains: readonly Record<string, Command>[] = [
  ...[
    conversationCommands,
    channelCommands,
    memberCommands,
    friendCommands,
    blockCommands,
    ignoreCommands,
  ],
  ...[notificationCommands, profileCommands, presenceCommands, accountCommands],
];
const commands = new Map(
  domains.flatMap(Object.values<Command>).map((command) => [command.name, command]),
);

function subjectOf({ name, input }: OutboxRow): string | undefined {
  return commands.get(name)?.subject?.(input);
}

/** The messages of a conversation: those after one that waits for slow mode wait, too. */
const messagesOf = ({ conversation }: OutboxRow): string => `messages of ${conversation}`;

/** The subjects that have to be settled before a command can be sent. */
function needsOf(row: OutboxRow): string[] {
  const { messageId, replyTo } = row.input as { messageId?: string; replyTo?: string };
  const subject = subjectOf(row);
  const need = commands.get(row.name)?.waitsFor?.(row.input);
  return [
    `conversation ${row.conversation}`,
    ...(row.name === sendMessage.name ? [messagesOf(row)] : []),
    ...(messageId === undefined ? [] : [`message ${messageId}`]),
    ...(replyTo === undefined ? [] : [`message ${replyTo}`]),
    ...(need === undefined ? [] : [need]),
    ...(subject === undefined ? [] : [subject]),
  ];
}

/** Decides which commands wait for earlier ones. Rows are added oldest first. */
export class Precedence {
  readonly #outstanding = new Set<string>();

  /** Whether the row has to wait for a row that was added before. */
  holdsBack(row: OutboxRow): boolean {
    return needsOf(row).some((need) => this.#outstanding.has(need));
  }

  /** Adds a row that is not sent now; rows that depend on it wait too. */
  addWaiting(row: OutboxRow): void {
    if (row.name === createConversation.name)
      this.#outstanding.add(`conversation ${row.conversation}`);
    if (row.name === sendMessage.name) {
      this.#outstanding.add(`message ${row.id}`);
      if (row.retry?.isSlowMode) this.#outstanding.add(messagesOf(row));
    }
    this.addSending(row);
  }

  /**
   * Adds a row that is sent now. The next row of its subject is sent in a later request: within
   * one request the server could fail on the first and accept the second.
   */
  addSending(row: OutboxRow): void {
    const subject = subjectOf(row);
    if (subject !== undefined) this.#outstanding.add(subject);
  }
}
