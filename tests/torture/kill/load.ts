import { setTimeout as pause } from "node:timers/promises";
import { runCommands, type CommandAnswer } from "@rally/shared/commands";
import { errorStatus as statusOf } from "@rally/shared/errors";
import { newId } from "@rally/shared/ids";
import type { Random } from "../random.js";
import type { Person } from "./person.js";
import type { Acknowledged, Record } from "./record.js";
import { backOff, isTransient } from "./retry.js";

/** Percentage of commands that edit a message instead of sending one. */
const EDITS = 5;
const TOGETHER = 2;
/** A longer retry time (ms) counts as a failure. */
const TIMEOUT_MS = 60_000;

interface Command {
  id: string;
  name: "message.send" | "message.edit";
  input: { conversationId: string; messageId?: string; content: { kind: "text"; body: string } };
}

/**
 * Sends commands at a constant rate, each retried until it is answered, as docs/PROTOCOL.md
 * describes.
 */
export class Load {
  private readonly underWay = new Set<Promise<void>>();
  /** The author's own unedited messages. */
  private readonly unedited: Acknowledged[] = [];
  private beat: Promise<void> = Promise.resolve();
  private running = false;
  private number = 0;
  private readonly context: {
    author: Person;
    conversations: string[];
    perSecond: number;
    urls: () => string[];
    random: Random;
    record: Record;
  };

  constructor(context: Load["context"]) {
    this.context = context;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.beat = this.keepBeat();
  }

  /** Resolves when all commands are answered. */
  async stop(): Promise<void> {
    this.running = false;
    await this.beat;
    await Promise.all(this.underWay);
  }

  private async keepBeat(): Promise<void> {
    const began = performance.now();
    for (let count = 0; this.running;) {
      const due = ((performance.now() - began) / 1_000) * this.context.perSecond;
      for (; count < due; count += TOGETHER) {
        const sending = this.sendUntilAnswered(Array.from({ length: TOGETHER }, this.make));
        this.underWay.add(sending);
        void sending.finally(() => this.underWay.delete(sending));
      }
      // The interval of the load, not a wait for an event.
      await pause(5);
    }
  }

  private readonly make = (): Command => {
    const { random, conversations } = this.context;
    const content = (body: string) => ({ kind: "text" as const, body });
    const edited = random.below(100) < EDITS ? this.unedited.pop() : undefined;
    if (edited) {
      const { conversation: conversationId, id: messageId } = edited;
      const input = { conversationId, messageId, content: content(`edited ${messageId}`) };
      return { id: newId(), name: "message.edit", input };
    }
    this.number += 1;
    const input = {
      conversationId: random.pick(conversations),
      content: content(`${this.number}`),
    };
    return { id: newId(), name: "message.send", input };
  };

  /** Sends one message through this server only. @returns its version, once acknowledged. */
  async probe(url: string, conversationId: string): Promise<number> {
    this.number += 1;
    const content = { kind: "text" as const, body: `${this.number}` };
    const command: Command = {
      id: newId(),
      name: "message.send",
      input: { conversationId, content },
    };
    await this.sendUntilAnswered([command], () => url);
    return this.context.record.acknowledged.findLast(({ id }) => id === command.id)?.version ?? 0;
  }

  private async sendUntilAnswered(
    commands: Command[],
    url = () => this.context.random.pick(this.context.urls()),
  ): Promise<void> {
    const { author, record } = this.context;
    record.sent += commands.length;
    let left = commands;
    const deadline = performance.now() + TIMEOUT_MS;
    for (let attempt = 0; left.length > 0; attempt += 1) {
      if (attempt > 0) record.commandsSentAgain += left.length;
      try {
        const body = { commands: left };
        const { data } = await author.ask<CommandAnswer[]>(url(), runCommands.path, body);
        left = left.filter((command, index) => !this.isDone(command, data[index]));
      } catch (error) {
        if (!isTransient(error)) {
          record.broken.push(`refused: ${(error as Error).message}`);
          return;
        }
      }
      if (left.length > 0 && performance.now() > deadline) {
        record.broken.push(`not acknowledged within ${TIMEOUT_MS} ms: ${left[0]?.id}`);
        return;
      }
      if (left.length > 0) await backOff(attempt);
    }
  }

  /** @returns false when the command must be retried. */
  private isDone(command: Command, answer: CommandAnswer | undefined): boolean {
    const { record } = this.context;
    if (answer?.id !== command.id) {
      record.broken.push(`${command.id} was answered with ${JSON.stringify(answer)}`);
      return true;
    }
    if (!answer.success) {
      const status = statusOf[answer.error.code as keyof typeof statusOf] as number | undefined;
      if (status !== undefined && (status >= 500 || status === 429)) return false;
      record.broken.push(`${command.name} ${command.id} was refused: ${answer.error.code}`);
      return true;
    }
    const { conversationId: conversation } = command.input;
    const done = answer.data as {
      id: string;
      seq?: number;
      version: number;
      at: number;
      editedAt: number;
    };
    const { id, seq, version } = done;
    if (command.name === "message.edit") {
      record.acknowledge({ conversation, kind: "edit", id, version, at: done.editedAt });
    } else {
      const message: Acknowledged = { conversation, kind: "message", id, version, at: done.at };
      if (seq !== undefined) message.seq = seq;
      record.acknowledge(message);
      this.unedited.push(message);
    }
    return true;
  }
}
