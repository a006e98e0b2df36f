/**
 * Work that all who ask for it at the same time share. A run that is already under way may have
 * begun too early for a later caller, so one more run follows it, once for all of those.
 */
export class SingleFlight {
  private current: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private readonly work: () => Promise<void>;

  constructor(work: () => Promise<void>) {
    this.work = work;
  }

  get isUnderWay(): boolean {
    return this.current !== undefined;
  }

  /** Resolves after a run that began no earlier than this call. @throws what that run throws. */
  run(): Promise<void> {
    if (!this.current) return this.start();
    this.next ??= this.current
      .catch(() => undefined) // the caller of that run handles it
      .then(() => {
        this.next = undefined;
        return this.start();
      });
    return this.next;
  }

  private start(): Promise<void> {
    this.current = this.work().finally(() => {
      this.current = undefined;
    });
    return this.current;
  }
}
