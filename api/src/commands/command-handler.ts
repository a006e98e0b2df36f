import type { Command, Input, Output } from "@rally/shared/commands";
import type { Bus } from "@rally/shared/server/bus";
import type { Transaction } from "@rally/shared/server/database";
import type { CommandCall, LogHandler } from "@rally/shared/server/log";

/** Adds an action that runs after the commit, for instance a hint to other processes. */
export type AfterCommit = (action: (bus: Bus) => void) => void;

/** A handler that runs in a transaction of its own. */
export interface TransactionHandler<C extends Command = Command> {
  kind: "transaction";
  command: C;
  run(call: CommandCall, input: Input<C>, trx: Transaction, after: AfterCommit): Promise<Output<C>>;
}

/** A handler that runs in one conversation's order, through the log. */
export interface ConversationHandler<C extends Command = Command> extends LogHandler<
  Input<C>,
  Output<C>
> {
  kind: "conversation";
  command: C;
  conversationOf(input: Input<C>): string;
  /** Runs once the command is durable. */
  committed?(call: CommandCall, input: Input<C>): void;
}

/** A command that is run in place of another one. Its input is not checked yet. */
export interface CommandStep {
  name: string;
  input: unknown;
}

/** A handler that runs other commands, in this order, and answers with the last one's result. */
export interface StepsHandler<C extends Command = Command> {
  kind: "steps";
  command: C;
  /** @throws RallyError if the input stands for no command */
  plan(caller: { userId: string }, input: Input<C>): Promise<StepsPlan<C>>;
}

export interface StepsPlan<C extends Command = Command> {
  steps: readonly CommandStep[];
  /** @param result of the last step; undefined without steps. */
  answer: (result: unknown) => Output<C>;
}

export type CommandHandler = TransactionHandler | ConversationHandler | StepsHandler;

export function transactionHandler<const C extends Command>(
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

export function inSteps<const C extends Command>(
  command: C,
  plan: StepsHandler<C>["plan"],
): CommandHandler {
  return { kind: "steps", command, plan } as unknown as CommandHandler;
}
