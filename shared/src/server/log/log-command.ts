import type { CommandIdentity } from "./idempotency.js";
import type { LogBatch } from "./log-batch.js";
import type { RowRead } from "./row-list.js";

/** A command on its way to its handler. */
export interface CommandCall extends CommandIdentity {
  /** The size of the input as JSON, in bytes. The command's changes are hardly larger. */
  bytes: number;
  /** The IP address of the request; absent if the server itself runs the command. */
  ip?: string | undefined;
  /** A message with this id and the same input exists: this may be the same command again. */
  sentBefore?: true;
}

/** What a command's decision reads in addition to the conversation itself. */
export interface Reads {
  /** Users whose membership is read, besides the caller's. */
  members?: readonly string[];
  /** Lists of users, each by its key: those of them who are members are read, too. */
  memberLists?: readonly (readonly [RowRead<string[]>, string])[];
  /** The user who leaves: if they own the group, the possible successors are read. */
  leaving?: string;
  /** Other rows, by their ids. */
  rows?: readonly (readonly [RowRead<unknown>, readonly string[]])[];
}

/** How a conversation's command is executed: it declares what it reads, then decides and adds changes to the batch. */
export interface LogHandler<Input = unknown, Output = unknown> {
  reads?(input: Input, call: CommandCall): Reads;
  /**
   * Decides, and adds changes to the batch, synchronously. It may run more than once until a commit succeeds.
   * @throws RallyError the refusal, before anything is added.
   */
  decide(call: CommandCall, input: Input, batch: LogBatch): Output;
  /**
   * Whether the log stores no idempotency row for it, because its effect shows that it was executed
   * (a message has the id of its command), or because a second run changes nothing (a marker).
   */
  needsNoRecord?: true;
}

/** A command for one conversation, as the log queues it. */
export interface LogCommand<Input = unknown, Output = unknown> {
  call: CommandCall;
  input: Input;
  handler: LogHandler<Input, Output>;
}

/** A command that waits for its commit, with what its decision reads. */
export interface Pending {
  command: LogCommand;
  reads: Reads;
}
