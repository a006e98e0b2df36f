/** A socket that is pinged regularly. */
export interface Beating {
  /** Determines the socket's turn in the round. */
  readonly number: number;
  beat(): void;
}

/** Turns of a round: at 10,000 sockets each turn has about 170. */
const TURNS = 60;

/** One timer for all sockets. Each socket has one turn per round, and the turns share the load. */
export class Heartbeat {
  private readonly turns = Array.from({ length: TURNS }, () => new Set<Beating>());
  private turn = 0;
  private readonly timer: NodeJS.Timeout;

  /** @param round in milliseconds. */
  constructor(round: number) {
    this.timer = setInterval(() => {
      this.turn = (this.turn + 1) % TURNS;
      for (const one of this.turns[this.turn] ?? []) one.beat();
    }, round / TURNS);
  }

  add(one: Beating): void {
    this.turns[one.number % TURNS]?.add(one);
  }

  remove(one: Beating): void {
    this.turns[one.number % TURNS]?.delete(one);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
