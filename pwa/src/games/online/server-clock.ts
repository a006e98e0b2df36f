/** The number of round trips that are kept. */
const SAMPLES = 8;

interface Sample {
  roundTrip: number;
  /** The server's time less this device's. */
  offset: number;
}

/** Estimates the server's time from pings: the shortest round trip is the least delayed. */
export class ServerClock {
  private readonly samples: Sample[] = [];
  /** From a message without a round trip, until the first ping is answered. */
  private firstOffset = 0;

  constructor(private readonly now: () => number = Date.now) {}

  /** Takes the server's time of a message that was just received. */
  start(serverNow: number): void {
    if (this.samples.length === 0) this.firstOffset = serverNow - this.now();
  }

  /** @param sentAt when the ping was sent, by this device's clock */
  answered(sentAt: number, serverNow: number): void {
    const receivedAt = this.now();
    const roundTrip = Math.max(0, receivedAt - sentAt);
    this.samples.push({ roundTrip, offset: serverNow - (sentAt + receivedAt) / 2 });
    if (this.samples.length > SAMPLES) this.samples.shift();
  }

  /** The server's time now, in milliseconds since the epoch. */
  get serverNow(): number {
    return this.now() + (this.best?.offset ?? this.firstOffset);
  }

  /** The shortest of the latest round trips, in milliseconds. */
  get roundTrip(): number {
    return this.best?.roundTrip ?? 0;
  }

  private get best(): Sample | undefined {
    const [first, ...rest] = this.samples;
    return rest.reduce(
      (best, one) => (best && one.roundTrip >= best.roundTrip ? best : one),
      first,
    );
  }
}
