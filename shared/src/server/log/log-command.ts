import type { CommandIdentity } from "./idempotency.js";
import type { LogBatch } from "./log-batch.js";
import type { RowRead } from "./row-list.js";

/** A command on its way to its handler. */
export interface CommandCall extends CommandIdentity {
  /** The size of the input as JSON, in bytes; the changes it makes are hardly larger. */
  bytes: number;
  /** A message was sent under this id with the same input: this may be the same command again. */
  sentBefore?: true;
}

/** What a command's decision reads beside the conversation itself. */
export interface Reads {
  /** Users whose membership is read, besides the caller's. */
  members?: readonly string[];
  /** The user who leaves: if they own the group, the possible successors are read. */
  leaving?: string;
  /** Other rows, by their ids. */
  rows?: readonly (readonly [RowRead<unknown>, readonly string[]])[];
}

/** What a conversation's command does: it declares what it reads, decides, and appends changes. */
export interface ConversationHandler<Input = unknown, Output = unknown> {
  reads?(input: Input, call: CommandCall): Reads;
  /**
   * Decides and appends, synchronously. It may run more than once until a commit succeeds.
   * @throws RallyError the refusal, before anything is appended.
   */
  decide(call: CommandCall, input: Input, batch: LogBatch): Output;
  /**
   * No idempotency row is stored: the command leaves its own trace (a message's id is its
   * command's) or changes nothing when it runs twice (a marker).
   */
  leavesOwnTrace?: true;
}

/** A command for one conversation, as the log queues it. */
export interface LogCommand<Input = unknown, Output = unknown> {
  call: CommandCall;
  input: Input;
  handler: ConversationHandler<Input, Output>;
}

/** A command that waits for its commit, with what its decision reads. */
export interface Pending {
  command: LogCommand;
  reads: Reads;
}
