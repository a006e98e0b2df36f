import type { Presence } from "@rally/shared/people";
import type { Bus } from "@rally/shared/server/bus";
import type { Connection } from "../wire/index.js";

/** Processes repeat who is here every 15 s; what one not heard for this long said is forgotten. */
const SILENT_MS = 40_000;

/** Who is here: any device in its user's room makes its user online, the least away one counts. */
export class PresenceBoard {
  private readonly devices = new Map<string, Map<Connection, { away: boolean }>>();
  private readonly remote = new Map<
    string,
    Map<string, { presence: "online" | "away"; heard: number }>
  >();
  /** Who left, and when: those that were away from the bus are told of it once more. */
  private readonly left = new Map<string, number>();
  private readonly stop: (() => void)[];
  private readonly bus: Bus;
  private readonly changed: (userId: string) => void;

  constructor(bus: Bus, changed: (userId: string) => void) {
    this.bus = bus;
    this.changed = changed;
    this.stop = [
      bus.subscribe("presence", ({ user, presence }, from) => {
        if (from !== bus.self) this.hear(from, user, presence);
      }),
      bus.subscribe("presenceAsked", ({ users }, from) => {
        if (from === bus.self) return;
        for (const user of users) if (this.devices.has(user)) this.publish(user);
      }),
      bus.onReconnect(() => {
        for (const user of [...this.devices.keys(), ...this.left.keys()]) this.publish(user);
      }),
    ];
  }

  of(userId: string): Presence {
    const states = [
      this.here(userId),
      ...[...(this.remote.get(userId)?.values() ?? [])].map(({ presence }) => presence),
    ];
    if (states.includes("online")) return "online";
    return states.includes("away") ? "away" : "offline";
  }

  /** Asks the other processes for users that somebody here begins to watch. */
  ask(users: string[]): void {
    if (this.bus.shared && users.length > 0) this.bus.publish("presenceAsked", { users });
  }

  set(connection: Connection, away: boolean): void {
    const { userId } = connection;
    const before = this.here(userId);
    const devices = this.devices.get(userId) ?? new Map<Connection, { away: boolean }>();
    this.devices.set(userId, devices.set(connection, { away }));
    this.left.delete(userId);
    if (this.here(userId) !== before) this.announce(userId);
  }

  leave(connection: Connection): void {
    const devices = this.devices.get(connection.userId);
    const before = this.here(connection.userId);
    if (!devices?.delete(connection)) return;
    if (devices.size === 0) {
      this.devices.delete(connection.userId);
      this.left.set(connection.userId, Date.now());
    }
    if (this.here(connection.userId) !== before) this.announce(connection.userId);
  }

  /** Says again who is here, and forgets what dead processes said. */
  renew(): void {
    for (const [user, processes] of this.remote) {
      for (const [from, { heard }] of processes) {
        if (Date.now() - heard > SILENT_MS) this.hear(from, user, "offline");
      }
    }
    for (const [user, at] of this.left) if (Date.now() - at > SILENT_MS) this.left.delete(user);
    if (this.bus.shared) for (const user of this.devices.keys()) this.publish(user);
  }

  close(): void {
    for (const stop of this.stop) stop();
  }

  private here(userId: string): Presence {
    const devices = [...(this.devices.get(userId)?.values() ?? [])];
    if (devices.length === 0) return "offline";
    return devices.some(({ away }) => !away) ? "online" : "away";
  }

  private hear(from: string, user: string, presence: Presence): void {
    const before = this.of(user);
    const processes =
      this.remote.get(user) ?? new Map<string, { presence: "online" | "away"; heard: number }>();
    if (presence === "offline") processes.delete(from);
    else processes.set(from, { presence, heard: Date.now() });
    if (processes.size === 0) this.remote.delete(user);
    else this.remote.set(user, processes);
    if (this.of(user) !== before) this.changed(user);
  }

  private announce(userId: string): void {
    this.publish(userId);
    this.changed(userId);
  }

  private publish(userId: string): void {
    this.bus.publish("presence", { user: userId, presence: this.here(userId) });
  }
}
