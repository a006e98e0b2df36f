import { EventEmitter } from "node:events";
import { newId } from "../../ids/index.js";
import type { Logger } from "../logger/index.js";
import { BACK, readHint, readMessage, type Hints, type HintMessage } from "./hints.js";

/** The subscribers of this process. An error in one does not affect the others. */
export class Listeners {
  readonly self = newId();
  private readonly emitter = new EventEmitter();
  private readonly logger: Logger | undefined;

  constructor(logger?: Logger) {
    this.emitter.setMaxListeners(0);
    this.logger = logger;
  }

  readonly subscribe = <T extends keyof Hints>(
    topic: T,
    listener: (hint: Hints[T], from: string) => void,
  ): (() => void) => this.on(topic, listener);

  readonly onReconnect = (listener: () => void): (() => void) => this.on(BACK, listener);

  /** Delivers a hint to this process's subscribers. */
  deliver(spoken: HintMessage, from = this.self): void {
    this.emitter.emit(spoken[0], spoken[1], from);
  }

  /** Notifies this process's subscribers of a reconnection. */
  deliverReconnect(): void {
    this.emitter.emit(BACK);
  }

  /**
   * Delivers a received message; drops malformed hints, because other software may publish on the
   * channel.
   */
  receive(payload: string): void {
    const message = readMessage(payload);
    if (!message) this.logger?.warn({ bytes: payload.length }, "a message is none of the bus's");
    if (!message || message.from === this.self) return;
    for (const said of message.spoken) {
      const hint = readHint(said);
      if (said[0] === BACK) this.deliverReconnect();
      else if (hint) this.deliver(hint, message.from);
      else this.logger?.warn({ topic: said[0].slice(0, 50) }, "a hint is not understood");
    }
  }

  end(): void {
    this.emitter.removeAllListeners();
  }

  private on<A extends unknown[]>(event: string, listener: (...said: A) => void): () => void {
    const guarded = (...said: A): void => {
      try {
        listener(...said);
      } catch (error) {
        this.logger?.error({ err: error, topic: event }, "a listener on the bus failed");
      }
    };
    this.emitter.on(event, guarded);
    return () => this.emitter.off(event, guarded);
  }
}
