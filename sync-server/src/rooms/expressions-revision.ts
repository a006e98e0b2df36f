/**
 * The newest known revision of the server's emoji and stickers. Every poke carries it. A change sends no
 * pokes of its own: the keep-alives carry it to all devices within 22 s, each at another moment, so that
 * they do not fetch the lists all at once.
 */
export class ExpressionsRevision {
  private current = 0;

  get value(): number {
    return this.current;
  }

  reached(revision: number): void {
    this.current = Math.max(this.current, revision);
  }

  /** The database has another history. */
  reset(): void {
    this.current = 0;
  }
}
