import { EventEmitter } from "node:events";
import { newId } from "../../ids/index.js";
import type { Bus } from "./bus.js";

/** The bus of a Rally that is one process: what is said is heard at once. */
export function createLocalBus(): Bus {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  const self = newId();
  return {
    self,
    shared: false,
    publish(topic, hint) {
      emitter.emit(topic, hint, self);
    },
    subscribe(topic, listener) {
      emitter.on(topic, listener);
      return () => emitter.off(topic, listener);
    },
    close() {
      emitter.removeAllListeners();
      return Promise.resolve();
    },
  };
}
