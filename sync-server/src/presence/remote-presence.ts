import { setTimeout as pause } from "node:timers/promises";
import type { Presence } from "@rally/shared/people";
import type { Bus } from "@rally/shared/server/bus";

/** Milliseconds that other processes may take to answer. They gather answers for 5 ms. */
const ANSWER_MS = 250;
/** Users in one question, which must fit in a NOTIFY. */
const ASKED = 100;

/** A process's report on a user. */
export interface PresenceReport {
  /** The presence that other users see: offline for a user who appears offline. */
  presence: Presence;
  /** The presence of the user's devices, hidden or not. */
  devices: Presence;
}

/** The least away of several presences. */
export function leastAway(presences: readonly Presence[]): Presence {
  if (presences.includes("online")) return "online";
  return presences.includes("away") ? "away" : "offline";
}

/**
 * Presence as reported by processes. Each process repeats its report every `presenceRepeat`. After
 * `presenceSilence` without one, the process counts as dead and its reports are removed, so that no
 * stale presence stays.
 */
export class RemotePresence {
  private readonly users = new Map<string, Map<string, PresenceReport & { receivedAt: number }>>();
  /** Users who have just disconnected, and when. Their rows may not show it yet. */
  private readonly gone = new Map<string, number>();
  private readonly bus: Bus;
  private readonly changed: (userId: string) => void;
  private readonly silence: number;
  private readonly stop: (() => void)[];

  /** @param listen.to whose reports count: all processes', or only the other ones'. */
  constructor(
    bus: Bus,
    listen: { to: "all" | "others"; silence: number; changed?: (userId: string) => void },
  ) {
    this.bus = bus;
    this.changed = listen.changed ?? (() => undefined);
    this.silence = listen.silence;
    this.stop = [
      bus.subscribe("presence", ({ user, presence, devices = presence }, from) => {
        if (listen.to === "all" || from !== bus.self)
          this.receive(from, user, { presence, devices });
      }),
      // The time of hiding, or of leaving before it, must not show when the user is visible again.
      bus.subscribe("appearance", ({ user }) => void this.gone.delete(user)),
    ];
  }

  /** The presence that other users see. */
  of(userId: string): Presence {
    return leastAway(this.reportsOf(userId).map(({ presence }) => presence));
  }

  /** The presence of a user's devices, hidden or not. For servers only. */
  devicesOf(userId: string): Presence {
    return leastAway(this.reportsOf(userId).map(({ devices }) => devices));
  }

  /** At most `most` users whom others see as online or away. */
  usersHere(most: number): string[] {
    const here: string[] = [];
    for (const user of this.users.keys()) {
      if (here.length >= most) break;
      if (this.of(user) !== "offline") here.push(user);
    }
    return here;
  }

  /** When an offline user disconnected, if recently, in milliseconds since the epoch. */
  goneAt(userId: string): number | undefined {
    return this.gone.get(userId);
  }

  /** Whether other processes may know of users. */
  get hasOthers(): boolean {
    return this.bus.shared;
  }

  /** Asks the other processes for users. Their answers arrive shortly after. */
  ask(users: readonly string[]): void {
    if (!this.bus.shared) return;
    for (let start = 0; start < users.length; start += ASKED) {
      this.bus.publish("presenceAsked", { users: users.slice(start, start + ASKED) });
    }
  }

  /** Asks for users and resolves after the time that other processes have to answer. */
  async askAndWait(users: readonly string[]): Promise<void> {
    this.ask(users);
    if (this.bus.shared && users.length > 0) await pause(ANSWER_MS);
  }

  /**
   * Removes the reports of dead processes, except those of `self`, which need not repeat its own.
   */
  forgetSilent(self?: string): void {
    const before = Date.now() - this.silence;
    for (const [user, at] of this.gone) if (at < before) this.gone.delete(user);
    for (const [user, processes] of this.users) {
      for (const [from, { receivedAt }] of processes) {
        if (receivedAt < before && from !== self) {
          this.receive(from, user, { presence: "offline", devices: "offline" });
        }
      }
    }
  }

  close(): void {
    for (const stop of this.stop) stop();
  }

  private reportsOf(userId: string): PresenceReport[] {
    return [...(this.users.get(userId)?.values() ?? [])];
  }

  private receive(from: string, user: string, report: PresenceReport): void {
    const before = this.of(user);
    const processes =
      this.users.get(user) ?? new Map<string, PresenceReport & { receivedAt: number }>();
    if (report.devices === "offline") processes.delete(from);
    else processes.set(from, { ...report, receivedAt: Date.now() });
    if (processes.size === 0) this.users.delete(user);
    else this.users.set(user, processes);
    const now = this.of(user);
    if (now === before) return;
    // A hidden user has not left.
    if (this.devicesOf(user) === "offline") this.gone.set(user, Date.now());
    else this.gone.delete(user);
    this.changed(user);
  }
}
