/** Milliseconds before the first retry; each further wait is twice as long, up to the last. */
const FIRST_MS = 250;
const LAST_MS = 5_000;

/**
 * Work that is retried until it succeeds or is no longer needed. Use it for changes that are published
 * once, because this process would otherwise stay outdated after a failure.
 */
export class RetriedWork {
  private failures = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly work: () => Promise<void>;
  private readonly isNeeded: () => boolean;
  private readonly onFailure: (error: unknown) => void;

  /**
   * @param work Does all that was asked for before it began.
   * @param isNeeded Is asked before each retry.
   * @param onFailure Is called for each failure.
   */
  constructor(
    work: () => Promise<void>,
    isNeeded: () => boolean,
    onFailure: (error: unknown) => void,
  ) {
    this.work = work;
    this.isNeeded = isNeeded;
    this.onFailure = onFailure;
  }

  /** Begins the work, or leaves it to the retry that is due next. */
  begin(): void {
    if (this.timer) return;
    this.work().then(
      () => {
        this.failures = 0;
      },
      (error: unknown) => {
        this.onFailure(error);
        this.retry();
      },
    );
  }

  private retry(): void {
    if (this.timer || !this.isNeeded()) return;
    const longest = Math.min(LAST_MS, FIRST_MS * 2 ** this.failures);
    this.failures += 1;
    // Spread, so that a thousand rooms do not ask at the same moment.
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        if (this.isNeeded()) this.begin();
      },
      longest * (0.5 + Math.random() / 2),
    );
    this.timer.unref();
  }
}
