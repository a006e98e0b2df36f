/**
 * A look that all who ask at the same time share: one that is already under way may have begun too
 * early for who asks now, so another follows it, once for all.
 */
export class SharedLook {
  private current: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private readonly look: () => Promise<void>;

  constructor(look: () => Promise<void>) {
    this.look = look;
  }

  get isUnderWay(): boolean {
    return this.current !== undefined;
  }

  /** Resolves after a look that began no earlier than this call. @throws what that look throws. */
  run(): Promise<void> {
    if (!this.current) return this.start();
    this.next ??= this.current
      .catch(() => undefined) // whoever began that one is told
      .then(() => {
        this.next = undefined;
        return this.start();
      });
    return this.next;
  }

  private start(): Promise<void> {
    this.current = this.look().finally(() => {
      this.current = undefined;
    });
    return this.current;
  }
}
