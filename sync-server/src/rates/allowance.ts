import type { Limits } from "@rally/shared/limits";
import { setImmediate as giveWay, setTimeout as pause } from "node:timers/promises";
import { Bucket, type Rate } from "./bucket.js";

/** Every rate that the limits allow, made once for all buckets. */
export interface Rates {
  socketFrames: Rate;
  socketBytes: Rate;
  userFrames: Rate;
  userBytes: Rate;
  userHandshakes: Rate;
  userLoopTime: Rate;
  awarenessStates: Rate;
}

export function ratesOf(limits: Limits): Rates {
  const rate = (name: keyof Rates): Rate => ({
    perSecond: limits[name],
    atOnce: limits[`${name}AtOnce`],
  });
  return {
    socketFrames: rate("socketFrames"),
    socketBytes: rate("socketBytes"),
    userFrames: rate("userFrames"),
    userBytes: rate("userBytes"),
    userHandshakes: rate("userHandshakes"),
    userLoopTime: rate("userLoopTime"),
    awarenessStates: rate("awarenessStates"),
  };
}

/** What one user's sockets in this process may cost together: frames, bytes, and the loop's time. */
export class Allowance {
  /** Sockets open, or being opened. */
  sockets = 0;
  /** Bytes of frames that wait for their turn. */
  waitingBytes = 0;
  readonly rates: Rates;
  private readonly frames: Bucket;
  private readonly bytes: Bucket;
  private readonly handshakes: Bucket;
  private readonly loopTime: Bucket;
  private tookAt = 0;

  private readonly observe: (seconds: number) => void;

  /** `observe` hears how long each piece of work kept the loop. */
  constructor(rates: Rates, now: number, observe: (seconds: number) => void = () => undefined) {
    this.rates = rates;
    this.observe = observe;
    this.frames = new Bucket(rates.userFrames, now);
    this.bytes = new Bucket(rates.userBytes, now);
    this.handshakes = new Bucket(rates.userHandshakes, now);
    this.loopTime = new Bucket(rates.userLoopTime, now);
  }

  takeHandshake(now: number): boolean {
    return this.handshakes.take(1, now);
  }

  takeFrame(bytes: number, now: number): boolean {
    return this.frames.take(1, now) && this.bytes.take(bytes, now);
  }

  /** Does `work` on the event loop, on this user's account. */
  charge<T>(work: () => T): T {
    const began = performance.now();
    try {
      return work();
    } finally {
      const now = performance.now();
      this.loopTime.spend(now - began, now);
      this.observe((now - began) / 1_000);
    }
  }

  /**
   * Lets the others go first: one turn of the event loop if this user has just had one, and as
   * long as it takes when the user's time is used up.
   */
  async turn(): Promise<void> {
    for (;;) {
      const wait = this.loopTime.wait(performance.now());
      if (wait === 0) break;
      await pause(wait, undefined, { ref: false });
    }
    if (performance.now() - this.tookAt < GIVE_WAY_MS) await giveWay();
    this.tookAt = performance.now();
  }

  /** Whether there is nothing to remember of this user. */
  isFresh(now: number): boolean {
    const buckets = [this.frames, this.bytes, this.handshakes, this.loopTime];
    return this.sockets === 0 && buckets.every((bucket) => bucket.isFull(now));
  }
}

/** A user who had the loop within this time gives way before having it again. */
const GIVE_WAY_MS = 2;
