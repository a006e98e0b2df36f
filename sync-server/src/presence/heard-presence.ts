import { setTimeout as pause } from "node:timers/promises";
import type { Presence } from "@rally/shared/people";
import type { Bus } from "@rally/shared/server/bus";

/** How long others may take to say who is with them: what they say is gathered for 5 ms. */
const ANSWER_MS = 250;
/** Users in one question, which must fit in a NOTIFY. */
const ASKED = 100;

/** What a process says of a user. */
export interface Said {
  /** For others to see: whoever appears offline is offline. */
  presence: Presence;
  /** Whether a device of theirs is there. */
  devices: Presence;
}

/** Of several presences the least away one. */
export function leastAway(presences: readonly Presence[]): Presence {
  if (presences.includes("online")) return "online";
  return presences.includes("away") ? "away" : "offline";
}

/**
 * What processes say of who is here. Each says it again every `presenceRepeat`; one that has been
 * silent for `presenceSilence` is dead, and its word with it, so that no ghosts stay.
 */
export class HeardPresence {
  private readonly users = new Map<string, Map<string, Said & { heard: number }>>();
  /** Who has just gone, and when: their row may not tell of it yet. */
  private readonly gone = new Map<string, number>();
  private readonly bus: Bus;
  private readonly changed: (userId: string) => void;
  private readonly silence: number;
  private readonly stop: (() => void)[];

  /** @param listen.to Whose word counts: everyone's, or that of the other processes. */
  constructor(
    bus: Bus,
    listen: { to: "all" | "others"; silence: number; changed?: (userId: string) => void },
  ) {
    this.bus = bus;
    this.changed = listen.changed ?? (() => undefined);
    this.silence = listen.silence;
    this.stop = [
      bus.subscribe("presence", ({ user, presence, devices = presence }, from) => {
        if (listen.to === "all" || from !== bus.self) this.hear(from, user, { presence, devices });
      }),
      // When they went before they hid, or hid, is not to be read off once they show again.
      bus.subscribe("appearance", ({ user }) => void this.gone.delete(user)),
    ];
  }

  /** How others see a user. */
  of(userId: string): Presence {
    return leastAway(this.saidOf(userId).map(({ presence }) => presence));
  }

  /** Whether a user has a device that is here, seen or not: for servers alone. */
  devicesOf(userId: string): Presence {
    return leastAway(this.saidOf(userId).map(({ devices }) => devices));
  }

  /** Users who are online or away for others to see; `most` of them. */
  usersHere(most: number): string[] {
    const here: string[] = [];
    for (const user of this.users.keys()) {
      if (here.length >= most) break;
      if (this.of(user) !== "offline") here.push(user);
    }
    return here;
  }

  /** When somebody who is not here went, while that is not long ago; ms since the epoch. */
  goneAt(userId: string): number | undefined {
    return this.gone.get(userId);
  }

  /** Whether there may be other processes that know of users. */
  get hasOthers(): boolean {
    return this.bus.shared;
  }

  /** Asks the other processes for users; what they answer is heard a moment later. */
  ask(users: readonly string[]): void {
    if (!this.bus.shared) return;
    for (let start = 0; start < users.length; start += ASKED) {
      this.bus.publish("presenceAsked", { users: users.slice(start, start + ASKED) });
    }
  }

  /** Asks for users, and resolves when whoever knows of them has had the time to say so. */
  async askAndHear(users: readonly string[]): Promise<void> {
    this.ask(users);
    if (this.bus.shared && users.length > 0) await pause(ANSWER_MS);
  }

  /** Forgets what dead processes said, all but `self`'s: who is alive need not repeat it to itself. */
  forgetSilent(self?: string): void {
    const before = Date.now() - this.silence;
    for (const [user, at] of this.gone) if (at < before) this.gone.delete(user);
    for (const [user, processes] of this.users) {
      for (const [from, { heard }] of processes) {
        if (heard < before && from !== self) {
          this.hear(from, user, { presence: "offline", devices: "offline" });
        }
      }
    }
  }

  close(): void {
    for (const stop of this.stop) stop();
  }

  private saidOf(userId: string): Said[] {
    return [...(this.users.get(userId)?.values() ?? [])];
  }

  private hear(from: string, user: string, said: Said): void {
    const before = this.of(user);
    const processes = this.users.get(user) ?? new Map<string, Said & { heard: number }>();
    if (said.devices === "offline") processes.delete(from);
    else processes.set(from, { ...said, heard: Date.now() });
    if (processes.size === 0) this.users.delete(user);
    else this.users.set(user, processes);
    const now = this.of(user);
    if (now === before) return;
    // Who hides has not gone.
    if (this.devicesOf(user) === "offline") this.gone.set(user, Date.now());
    else this.gone.delete(user);
    this.changed(user);
  }
}
