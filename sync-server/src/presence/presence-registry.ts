import type { Presence } from "@rally/shared/people";
import type { Limits } from "@rally/shared/limits";
import type { Bus } from "@rally/shared/server/bus";
import type { Connection } from "../wire/index.js";
import { RemotePresence, leastAway, type PresenceReport } from "./remote-presence.js";
import type { Hidden } from "./hidden-users-cache.js";

interface Surroundings {
  bus: Bus;
  hidden: Hidden;
  limits: Pick<Limits, "presenceSilence">;
  /** Called when a user's presence has changed. */
  changed: (userId: string) => void;
  /** Called when a user's last device here has disconnected, unless the user appears offline. */
  left: (userId: string) => void;
}

/**
 * The presence of users: any device in the user's room makes the user online, and the least away
 * device counts.
 */
export class PresenceRegistry {
  private readonly devices = new Map<string, Map<Connection, { away: boolean }>>();
  private readonly elsewhere: RemotePresence;
  /** When each user disconnected. Processes that were cut off from the bus receive it once more. */
  private readonly goneSince = new Map<string, number>();
  private readonly stop: (() => void)[];
  private readonly around: Surroundings;

  constructor(around: Surroundings) {
    this.around = around;
    const { bus, limits, changed } = around;
    this.elsewhere = new RemotePresence(bus, {
      to: "others",
      silence: limits.presenceSilence,
      changed,
    });
    this.stop = [
      () => this.elsewhere.close(),
      bus.subscribe("presenceAsked", ({ users }, from) => {
        if (from === bus.self) return;
        for (const user of users) if (this.devices.has(user)) this.publish(user);
      }),
      bus.onReconnect(() => {
        for (const user of [...this.devices.keys(), ...this.goneSince.keys()]) this.publish(user);
      }),
    ];
  }

  of(userId: string): Presence {
    return leastAway([this.here(userId).presence, this.elsewhere.of(userId)]);
  }

  /** The users of this process whom others see as online or away. */
  get seenHere(): string[] {
    return [...this.devices.keys()].filter((user) => this.here(user).presence !== "offline");
  }

  /** Asks the other processes for users that a room here starts to watch. */
  ask(users: string[]): void {
    this.elsewhere.ask(users);
  }

  set(connection: Connection, away: boolean): void {
    const { userId } = connection;
    const before = this.here(userId);
    const devices = this.devices.get(userId) ?? new Map<Connection, { away: boolean }>();
    this.devices.set(userId, devices.set(connection, { away }));
    this.goneSince.delete(userId);
    this.announce(userId, before);
  }

  leave(connection: Connection): void {
    const { userId } = connection;
    const devices = this.devices.get(userId);
    const before = this.here(userId);
    if (!devices?.delete(connection)) return;
    if (devices.size === 0) {
      this.devices.delete(userId);
      this.goneSince.set(userId, Date.now());
      if (before.presence !== "offline") this.around.left(userId);
    }
    this.announce(userId, before);
  }

  /** A user has chosen to appear offline, or to be visible again. */
  look(userId: string): void {
    if (!this.devices.has(userId)) return;
    this.publish(userId);
    this.around.changed(userId);
  }

  /** Publishes the users of this process again, and removes the reports of dead processes. */
  renew(): void {
    this.elsewhere.forgetSilent();
    const before = Date.now() - this.around.limits.presenceSilence;
    for (const [user, at] of this.goneSince) if (at < before) this.goneSince.delete(user);
    if (this.around.bus.shared) for (const user of this.devices.keys()) this.publish(user);
  }

  close(): void {
    for (const stop of this.stop) stop();
  }

  private here(userId: string): PresenceReport {
    const each = [...(this.devices.get(userId)?.values() ?? [])];
    const devices = leastAway(each.map(({ away }) => (away ? "away" : "online")));
    return { presence: this.around.hidden.has(userId) ? "offline" : devices, devices };
  }

  /** Publishes a change: servers receive any change, users only a visible one. */
  private announce(userId: string, before: PresenceReport): void {
    const { presence, devices } = this.here(userId);
    if (devices !== before.devices) this.publish(userId);
    if (presence !== before.presence) this.around.changed(userId);
  }

  private publish(userId: string): void {
    this.around.bus.publish("presence", { user: userId, ...this.here(userId) });
  }
}
