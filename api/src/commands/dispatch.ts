import type { Command, CommandAnswer, Input, Output, SentCommand } from "@rally/shared/commands";
import { parseInput, RallyError } from "@rally/shared/errors";
import { keyOf, recall } from "@rally/sync-server";
import { type ApiContext, asRallyError } from "../http/index.js";
import type {
  AfterCommit,
  CommandCall,
  CommandHandler,
  ConversationHandler,
  TransactionHandler,
} from "./command-handler.js";
import { idConflict, measure, remember } from "./remembered.js";

/** Runs a piece of work when its turn has come. @throws RallyError when too much waits already */
type InLine = <T>(run: () => Promise<T>) => Promise<T>;

const atOnce: InLine = (run) => run();

/** Runs commands: routes, batches, and later slash commands and bots, all come through here. */
export class Dispatcher {
  private readonly handlers: ReadonlyMap<string, CommandHandler>;
  private readonly context: ApiContext;

  constructor(context: ApiContext, handlers: readonly CommandHandler[]) {
    this.context = context;
    this.handlers = new Map(handlers.map((handler) => [handler.command.name, handler]));
  }

  /**
   * Runs one command of a known kind, whose input the caller has checked: a route's schema says
   * what its command's does. @throws RallyError what it refuses.
   */
  async run<C extends Command>(
    userId: string,
    command: C,
    id: string,
    input: Input<C>,
  ): Promise<Output<C>> {
    return this.runChecked(userId, id, this.handlerOf(command.name), input) as Promise<Output<C>>;
  }

  /**
   * Runs a batch in order and answers each; a refusal does not stop the rest. Neighbours for
   * conversations are begun together, each conversation in its own order, so that they share
   * commits; anything else waits for what stands before it, and for its turn in `line`.
   */
  async runBatch(
    userId: string,
    commands: readonly SentCommand[],
    line: InLine,
  ): Promise<CommandAnswer[]> {
    const answers: Promise<CommandAnswer>[] = [];
    for (const sent of commands) {
      const alone = this.handlers.get(sent.name)?.kind !== "conversation";
      if (alone) await Promise.all(answers);
      const answer = this.answer(userId, sent, alone ? line : atOnce);
      answers.push(answer);
      if (alone) await answer;
    }
    return Promise.all(answers);
  }

  private async answer(userId: string, sent: SentCommand, line: InLine): Promise<CommandAnswer> {
    try {
      const data = await line(() => this.runNamed(userId, sent));
      return { id: sent.id, success: true, data };
    } catch (error) {
      const known = asRallyError(error);
      if (known.status >= 500) {
        this.context.logger.error({ err: error, command: sent.name, user: userId }, "failed");
      }
      this.context.metrics.refusals.inc({ reason: known.code });
      return { id: sent.id, success: false, error: known.toBody() };
    }
  }

  /** @throws RallyError at once what the input's schema refuses; the promise, what the command does. */
  private runNamed(userId: string, { id, name, input }: SentCommand): Promise<unknown> {
    const handler = this.handlerOf(name);
    return this.runChecked(userId, id, handler, parseInput(handler.command.input, input ?? {}));
  }

  // Up to the log's queue nothing is awaited: neighbours of a batch keep their order.
  private runChecked(
    userId: string,
    commandId: string,
    handler: CommandHandler,
    input: unknown,
  ): Promise<unknown> {
    const { name } = handler.command;
    const call = { userId, commandId, name, ...measure(name, input) };
    return handler.kind === "conversation"
      ? this.runInConversation(handler, call, input)
      : this.runInTransaction(handler, call, input);
  }

  private handlerOf(name: string): CommandHandler {
    const handler = this.handlers.get(name);
    if (!handler) throw new RallyError("unknown_command", `There is no command ${name}`);
    return handler;
  }

  private runInConversation(
    handler: ConversationHandler,
    call: CommandCall,
    input: unknown,
  ): Promise<unknown> {
    const answer = this.context.log.change<unknown>(handler.conversationOf(input), {
      command: call,
      bytes: call.bytes,
      members: [call.userId, ...(handler.members?.(input) ?? [])],
      ...(handler.leaves && { leaving: call.userId }),
      ...(handler.messages && { messages: handler.messages(input) }),
      run(log, done) {
        if (done === "message") return handler.run({ ...call, sentBefore: true }, input, log);
        if (done === "conflict") {
          // To a stranger the conversation does not exist, whatever the id.
          log.requireMember(call.userId);
          throw idConflict();
        }
        if (done) return done.result;
        const result = handler.run(call, input, log);
        if (!handler.remembersItself) log.remember(call, result);
        return result;
      },
    });
    if (!handler.committed) return answer;
    return answer.then((result) => {
      handler.committed?.(call, input);
      return result;
    });
  }

  private async runInTransaction(
    handler: TransactionHandler,
    call: CommandCall,
    input: unknown,
  ): Promise<unknown> {
    const after: Parameters<AfterCommit>[0][] = [];
    const result = await this.context.database.transaction(async (trx) => {
      // The same command sent twice at once is done once; different ones do not wait.
      await trx.raw("select pg_advisory_xact_lock(hashtextextended(?, 0))", [
        `${call.userId} ${call.commandId}`,
      ]);
      const done = (await recall(trx, [call], { keepsPlan: false })).get(keyOf(call));
      if (done === "message" || done === "conflict") throw idConflict();
      if (done) return done.result;
      const fresh = await handler.run(call, input, trx, (action) => after.push(action));
      await remember(trx, call, fresh);
      return fresh;
    });
    for (const action of after) action(this.context.bus);
    return result;
  }
}
