import type { Command, Input, Output } from "@rally/shared/commands";
import type { Bus } from "@rally/shared/server/bus";
import type { Transaction } from "@rally/shared/server/database";
import type { CommandIdentity, LogBatch } from "@rally/sync-server";

/** A command on its way to its handler. */
export interface CommandCall extends CommandIdentity {
  /** Its input's size as JSON. */
  bytes: number;
  /** A message was sent under this id, with the same hash: perhaps by this command, some time ago. */
  sentBefore?: true;
}

/** What happens after the commit, for instance hints to other processes. */
export type AfterCommit = (action: (bus: Bus) => void) => void;

/** A handler that runs in a transaction of its own. */
export interface TransactionHandler<C extends Command = Command> {
  kind: "transaction";
  command: C;
  run(call: CommandCall, input: Input<C>, trx: Transaction, after: AfterCommit): Promise<Output<C>>;
}

/** A handler that runs in one conversation's order: it decides first and appends then. */
export interface ConversationHandler<C extends Command = Command> {
  kind: "conversation";
  command: C;
  conversationOf(input: Input<C>): string;
  /** Users besides the caller whose membership `run` asks for. */
  members?(input: Input<C>): string[];
  /** Whether the caller leaves: if they are the owner, `run` asks who could follow them. */
  leaves?: true;
  /** Messages that `run` asks for. */
  messages?(input: Input<C>): string[];
  /** Runs without waiting, perhaps more than once until a commit holds. */
  run(call: CommandCall, input: Input<C>, log: LogBatch): Output<C>;
  /** Runs when it is durable. */
  committed?(call: CommandCall, input: Input<C>): void;
  /**
   * Nothing is kept of the command's id: it leaves its own trace (a message's id is its command's),
   * or changes nothing when it is done twice (a marker).
   */
  remembersItself?: true;
}

export type CommandHandler = TransactionHandler | ConversationHandler;

export function inTransaction<const C extends Command>(
  command: C,
  run: TransactionHandler<C>["run"],
): CommandHandler {
  return { kind: "transaction", command, run } as unknown as CommandHandler;
}

export function inConversation<const C extends Command>(
  command: C,
  handler: Omit<ConversationHandler<C>, "kind" | "command">,
): CommandHandler {
  return { kind: "conversation", command, ...handler } as unknown as CommandHandler;
}
