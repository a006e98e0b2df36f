import { setTimeout as pause } from "node:timers/promises";
import type { Bus } from "@rally/shared/server/bus";

type Here = "online" | "away";

/** Other processes repeat who is here every 15 s; what one not heard for this long said is forgotten. */
const SILENT_MS = 40_000;
/** How long others may take to say who is with them: what they say is gathered for 5 ms. */
const ANSWER_MS = 250;
/** Users in one question, which must fit in a NOTIFY. */
const ASKED = 100;

/** Who is connected, as sync servers tell on the bus: this process's own, and others. */
export class PresenceEar {
  private readonly users = new Map<string, Map<string, { here: Here; heard: number }>>();
  private readonly bus: Bus;
  private readonly release: () => void;

  constructor(bus: Bus) {
    this.bus = bus;
    this.release = bus.subscribe("presence", ({ user, presence }, from) => {
      const processes = this.users.get(user) ?? new Map<string, { here: Here; heard: number }>();
      if (presence === "offline") processes.delete(from);
      else processes.set(from, { here: presence, heard: Date.now() });
      if (processes.size === 0) this.users.delete(user);
      else this.users.set(user, processes);
    });
  }

  /** Of these users those who are connected, with whether one of their devices is not away. */
  async among(users: readonly string[]): Promise<Map<string, Here>> {
    if (this.bus.shared && users.length > 0) {
      for (let start = 0; start < users.length; start += ASKED) {
        this.bus.publish("presenceAsked", { users: users.slice(start, start + ASKED) });
      }
      await pause(ANSWER_MS);
    }
    const found = new Map<string, Here>();
    for (const user of users) {
      const here = this.hereOf(user);
      if (here) found.set(user, here);
    }
    return found;
  }

  close(): void {
    this.release();
  }

  private hereOf(user: string): Here | undefined {
    const alive = [...(this.users.get(user) ?? [])].filter(
      ([from, { heard }]) => from === this.bus.self || Date.now() - heard < SILENT_MS,
    );
    if (alive.length === 0) return undefined;
    return alive.some(([, { here }]) => here === "online") ? "online" : "away";
  }
}
