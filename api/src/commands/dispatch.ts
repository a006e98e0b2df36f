import {
  answerAs,
  currentName,
  type Command,
  type CommandAnswer,
  type Input,
  type Output,
  type PostedCommand,
} from "@rally/shared/commands";
import { parseInput, RallyError } from "@rally/shared/errors";
import { newId, stepCommandId } from "@rally/shared/ids";
import { databaseErrorCode } from "@rally/shared/server/database";
import {
  commandKey,
  idConflict,
  lookUp,
  recordInTransaction,
  type CommandCall,
} from "@rally/shared/server/log";
import { type ApiContext, asRallyError } from "../http/index.js";
import type {
  AfterCommit,
  CommandHandler,
  CommandStep,
  ConversationHandler,
  StepsHandler,
  TransactionHandler,
} from "./command-handler.js";
import { hashCommand } from "./command-identity.js";

/** PostgreSQL's code for a transaction that it ended because of a deadlock. */
const DEADLOCK = "40P01";
/** PostgreSQL's code for a row whose key exists. */
const UNIQUE_VIOLATION = "23505";
/** Attempts at a command whose transaction ends in a deadlock. */
const ATTEMPTS = 3;

/** The user who runs a command. */
export interface CommandCaller {
  userId: string;
  /** The IP address of the request; absent if the server itself runs the command. */
  ip?: string | undefined;
}

/** Runs work when its turn in a queue has come. @throws RallyError when the queue is full */
type Queue = <T>(run: () => Promise<T>) => Promise<T>;

const immediately: Queue = (run) => run();

/** Runs commands: `run` those of resource routes, `runInOrder` those of `POST /api/v1/commands`. */
export class Dispatcher {
  private readonly handlers: ReadonlyMap<string, CommandHandler>;
  private readonly context: ApiContext;

  constructor(context: ApiContext, handlers: readonly CommandHandler[]) {
    this.context = context;
    this.handlers = new Map(handlers.map((handler) => [handler.command.name, handler]));
  }

  /**
   * Runs one command whose input is checked already: the schema of a route is that of its command.
   * @throws RallyError its refusal.
   */
  async run<C extends Command>(
    caller: CommandCaller,
    command: C,
    id: string,
    input: Input<C>,
  ): Promise<Output<C>> {
    return this.runChecked(caller, id, this.handlerOf(command.name), input) as Promise<Output<C>>;
  }

  /** Runs a command that clients cannot post, because it is none of the handlers, under a new id. */
  async runUnposted<C extends Command>(
    caller: CommandCaller,
    { handler, input }: { handler: ConversationHandler<C>; input: Input<C> },
  ): Promise<Output<C>> {
    const known = handler as unknown as CommandHandler;
    return this.runChecked(caller, newId(), known, input) as Promise<Output<C>>;
  }

  /**
   * Runs the commands of a request in order and answers each; a refusal does not stop the rest. Adjacent
   * commands for conversations start together, so that they share commits; each conversation keeps
   * its order. Any other command waits for all before it, and for its turn in `queue`.
   */
  async runInOrder(
    caller: CommandCaller,
    commands: readonly PostedCommand[],
    queue: Queue,
  ): Promise<CommandAnswer[]> {
    const answers: Promise<CommandAnswer>[] = [];
    for (const posted of commands) {
      const alone = this.handlers.get(currentName(posted.name))?.kind !== "conversation";
      if (alone) await Promise.all(answers);
      const answer = this.runAndAnswer(caller, posted, alone ? queue : immediately);
      answers.push(answer);
      if (alone) await answer;
    }
    return Promise.all(answers);
  }

  private async runAndAnswer(
    caller: CommandCaller,
    posted: PostedCommand,
    queue: Queue,
  ): Promise<CommandAnswer> {
    try {
      const data = await queue(() => {
        const handler = this.handlerOf(posted.name);
        const input = parseInput(handler.command.input, posted.input ?? {});
        return this.runChecked(caller, posted.id, handler, input);
      });
      return { id: posted.id, success: true, data: answerAs(posted.name, data) };
    } catch (error) {
      const known = asRallyError(error);
      if (known.status >= 500) {
        this.context.logger.error(
          { err: error, command: posted.name, user: caller.userId },
          "failed to run a command",
        );
      }
      this.context.metrics.refusals.inc({ reason: known.code });
      return { id: posted.id, success: false, error: known.toBody() };
    }
  }

  /**
   * Runs a command whose input is checked. It awaits nothing before the log queues the command, so
   * that the commands of a request keep their order.
   */
  private runChecked(
    { userId, ip }: CommandCaller,
    commandId: string,
    handler: CommandHandler,
    input: unknown,
  ): Promise<unknown> {
    const { name } = handler.command;
    const call = { userId, ip, commandId, name, ...hashCommand(name, input) };
    switch (handler.kind) {
      case "conversation":
        return this.runInConversation(handler, call, input);
      case "transaction":
        return this.runInTransaction(handler, call, input);
      case "steps":
        return this.runSteps(handler, call, input);
    }
  }

  /**
   * Runs the commands that this one stands for, under ids that follow from its own: a second attempt
   * repeats none of them. Its answer is recorded when all have succeeded.
   */
  private async runSteps(
    handler: StepsHandler,
    call: CommandCall,
    input: unknown,
  ): Promise<unknown> {
    const { database } = this.context;
    const known = (await lookUp(database, [call], { keepsPlan: false })).get(commandKey(call));
    if (known === "sentMessage" || known === "conflict") throw idConflict();
    if (known) return known.result;
    const { steps, answer } = await handler.plan(call, input);
    let result: unknown;
    for (const [index, step] of steps.entries()) {
      const id = stepCommandId(call.userId, call.commandId, index);
      result = await this.runStep(call, id, step);
    }
    const answered = answer(result);
    await this.record(call, answered);
    return answered;
  }

  /** Records an answer, unless the same command, sent twice at once, has recorded it meanwhile. */
  private async record(call: CommandCall, answer: unknown): Promise<void> {
    try {
      await this.context.database.transaction((trx) => recordInTransaction(trx, call, answer));
    } catch (error) {
      if (databaseErrorCode(error) !== UNIQUE_VIOLATION) throw error;
    }
  }

  /** A step whose input names a time has another one in each attempt: the first attempt's answer stands. */
  private async runStep(call: CommandCall, id: string, step: CommandStep): Promise<unknown> {
    const handler = this.handlerOf(step.name);
    const input = parseInput(handler.command.input, step.input);
    try {
      return await this.runChecked(call, id, handler, input);
    } catch (error) {
      if (!(error instanceof RallyError) || error.code !== "id_conflict") throw error;
      const row = await this.context
        .database<{ user_id: string; id: string; result: unknown }>("commands")
        .where({ user_id: call.userId, id })
        .first("result");
      if (!row) throw error;
      return row.result;
    }
  }

  private handlerOf(name: string): CommandHandler {
    const handler = this.handlers.get(currentName(name));
    if (!handler) throw new RallyError("unknown_command", `There is no command ${name}`);
    return handler;
  }

  /** Queues the command in the conversation's log, which calls `handler.decide`. */
  private runInConversation(
    handler: ConversationHandler,
    call: CommandCall,
    input: unknown,
  ): Promise<unknown> {
    const answer = this.context.log.execute(handler.conversationOf(input), {
      call,
      input,
      handler,
    });
    if (!handler.committed) return answer;
    return answer.then((result) => {
      handler.committed?.(call, input);
      return result;
    });
  }

  /** Runs the command again if PostgreSQL ended its transaction to resolve a deadlock. */
  private async runInTransaction(
    handler: TransactionHandler,
    call: CommandCall,
    input: unknown,
  ): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.runOnce(handler, call, input);
      } catch (error) {
        if (databaseErrorCode(error) !== DEADLOCK || attempt === ATTEMPTS) throw error;
      }
    }
  }

  private async runOnce(
    handler: TransactionHandler,
    call: CommandCall,
    input: unknown,
  ): Promise<unknown> {
    const after: Parameters<AfterCommit>[0][] = [];
    const result = await this.context.database.transaction(async (trx) => {
      // The same command sent twice at once runs once; different ones do not wait for each other.
      await trx.raw("select pg_advisory_xact_lock(hashtextextended(?, 0))", [
        `${call.userId} ${call.commandId}`,
      ]);
      const done = (await lookUp(trx, [call], { keepsPlan: false })).get(commandKey(call));
      if (done === "sentMessage" || done === "conflict") throw idConflict();
      if (done) return done.result;
      const result = await handler.run(call, input, trx, (action) => after.push(action));
      await recordInTransaction(trx, call, result);
      return result;
    });
    for (const action of after) action(this.context.bus);
    return result;
  }
}
