import { setTimeout as wait } from "node:timers/promises";
import { Bucket, type Rate } from "./bucket.js";

/** Milliseconds of frames in one turn of the event loop; then everything else has its turn. */
const SLICE_MS = 5;
/** Of so many pieces of work at least one is of a user who has used up most of their time. */
const HEAVY_EVERY = 4;

/** Whose work it is: the scheduler shares its time among these. */
export interface FrameUser {
  /** Whether the user has lately used more of the loop than typing does. */
  isHeavy(now: number): boolean;
}

type Work = () => void;

/**
 * Shares the event loop between the frames of all users and everything else, such as HTTP. Frames
 * get `SLICE_MS` of each turn of the loop and `rate` in all; within that the users take turns,
 * those who used little first, so that neither many users nor many sockets of one hold up the
 * others [S12].
 */
export class FrameScheduler {
  private readonly light = new Map<FrameUser, Work[]>();
  private readonly heavy = new Map<FrameUser, Work[]>();
  private readonly budget: Bucket;
  private readonly now: () => number;
  private readonly pause: (milliseconds: number) => Promise<unknown>;
  private sinceHeavy = 0;
  private sliceTime = 0;
  private isScheduled = false;

  /** @param rate milliseconds of the loop for the frames of all users. */
  constructor(
    rate: Rate,
    now: () => number = () => performance.now(),
    pause: (milliseconds: number) => Promise<unknown> = (milliseconds) =>
      wait(milliseconds, undefined, { ref: false }),
  ) {
    this.now = now;
    this.pause = pause;
    this.budget = new Bucket(rate, now());
  }

  /** Does `work` when it is this user's turn: at once if no user waits. @throws what it throws. */
  async run<T>(user: FrameUser, work: () => T): Promise<Awaited<T>> {
    if (!this.isWaitedFor && this.hasTime) return await work();
    return await new Promise((resolve, reject) => {
      const queue = user.isHeavy(this.now()) ? this.heavy : this.light;
      const works = queue.get(user) ?? [];
      // Begins in the turn of the loop in which it is called.
      const begin = async (): Promise<Awaited<T>> => await work();
      works.push(() => void begin().then(resolve, reject));
      queue.set(user, works);
      this.schedule();
    });
  }

  /** Counts time that was spent on frames, also where nothing could wait for its turn. */
  spend(milliseconds: number): void {
    this.sliceTime += milliseconds;
    this.budget.spend(milliseconds, this.now());
    this.schedule(); // the next turn of the loop has a slice of its own
  }

  private get isWaitedFor(): boolean {
    return this.light.size > 0 || this.heavy.size > 0;
  }

  private get hasTime(): boolean {
    return this.sliceTime < SLICE_MS && this.budget.wait(this.now()) === 0;
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    const next = (): void => void setImmediate(() => this.runSlice());
    const milliseconds = this.budget.wait(this.now());
    if (milliseconds === 0) next();
    else void this.pause(milliseconds).then(next);
  }

  private runSlice(): void {
    this.isScheduled = false;
    this.sliceTime = 0;
    while (this.isWaitedFor && this.hasTime) this.take()?.();
    if (this.isWaitedFor) this.schedule();
  }

  /** The next work of the user whose turn it is; the user then stands last. */
  private take(): Work | undefined {
    const isHeavyDue = this.sinceHeavy >= HEAVY_EVERY - 1 || this.light.size === 0;
    const queue = isHeavyDue && this.heavy.size > 0 ? this.heavy : this.light;
    this.sinceHeavy = queue === this.heavy ? 0 : this.sinceHeavy + 1;
    for (const [user, works] of queue) {
      queue.delete(user);
      const work = works.shift();
      if (works.length > 0) queue.set(user, works);
      return work;
    }
    return undefined;
  }
}
