import type { Limits } from "@rally/shared/limits";
import { setTimeout as pause } from "node:timers/promises";
import { Bucket, type Rate } from "./bucket.js";
import { FrameScheduler, type FrameUser } from "./frame-scheduler.js";

/** Every rate that the limits allow, created once for all buckets. */
export interface Rates {
  socketFrames: Rate;
  socketBytes: Rate;
  userFrames: Rate;
  userBytes: Rate;
  userHandshakes: Rate;
  userLoopTime: Rate;
  framesLoopTime: Rate;
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
    framesLoopTime: rate("framesLoopTime"),
    awarenessStates: rate("awarenessStates"),
  };
}

/**
 * The rate limits that all of a user's sockets in this process share: frames, bytes and event loop
 * time.
 */
export class Allowance implements FrameUser {
  /** Sockets open, or being opened. */
  sockets = 0;
  /** Bytes of frames that wait for their turn. */
  waitingBytes = 0;
  readonly rates: Rates;
  private readonly frames: Bucket;
  private readonly bytes: Bucket;
  private readonly handshakes: Bucket;
  private readonly loopTime: Bucket;
  private readonly scheduler: FrameScheduler;
  private readonly observe: (seconds: number) => void;

  /**
   * @param scheduler shares the event loop among all users of the process.
   * @param observe receives the time that each piece of work took.
   */
  constructor(
    rates: Rates,
    now: number,
    scheduler = new FrameScheduler(rates.framesLoopTime),
    observe: (seconds: number) => void = () => undefined,
  ) {
    this.rates = rates;
    this.scheduler = scheduler;
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

  /**
   * Does `work` on the event loop once it is this user's turn: their own time is not used up, and
   * the other users, HTTP and the rest had theirs. @throws what it throws.
   */
  async run<T>(work: () => T): Promise<Awaited<T>> {
    for (;;) {
      const wait = this.loopTime.wait(performance.now());
      if (wait === 0) break;
      await pause(wait, undefined, { ref: false });
    }
    return await this.scheduler.run(this, () => this.charge(work));
  }

  /** Runs `work` at once and charges its time to this user, for work that must not wait. */
  charge<T>(work: () => T): T {
    const began = performance.now();
    try {
      return work();
    } finally {
      const now = performance.now();
      this.loopTime.spend(now - began, now);
      this.scheduler.spend(now - began);
      this.observe((now - began) / 1_000);
    }
  }

  /** Charges a database query that this user caused as event loop time. */
  chargeQuery(): void {
    this.loopTime.spend(QUERY_MS, performance.now());
  }

  isHeavy(now: number): boolean {
    return this.loopTime.share(now) < LIGHT_SHARE;
  }

  /** Whether the user's state equals a new one, so that it need not be kept. */
  isFresh(now: number): boolean {
    const buckets = [this.frames, this.bytes, this.handshakes, this.loopTime];
    return this.sockets === 0 && buckets.every((bucket) => bucket.isFull(now));
  }
}

/** The approximate cost of a query by key, in milliseconds. */
const QUERY_MS = 1;
/** Who has more than this share of their time left has done little but type. */
const LIGHT_SHARE = 0.9;
