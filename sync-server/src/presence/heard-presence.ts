import type { Presence } from "@rally/shared/people";
import type { Bus } from "@rally/shared/server/bus";

type Here = "online" | "away";

/**
 * What processes say of who is here. Each says it again every `presenceRepeat`; one that has been
 * silent for `presenceSilence` is dead, and its word with it, so that no ghosts stay.
 */
export class HeardPresence {
  private readonly users = new Map<string, Map<string, { presence: Here; heard: number }>>();
  /** Who has just gone, and when: their row may not tell of it yet. */
  private readonly gone = new Map<string, number>();
  private readonly changed: (userId: string) => void;
  private readonly silence: number;
  private readonly stop: () => void;

  /** @param listen.to Whose word counts: everyone's, or that of the other processes. */
  constructor(
    bus: Bus,
    listen: { to: "all" | "others"; silence: number; changed?: (userId: string) => void },
  ) {
    this.changed = listen.changed ?? (() => undefined);
    this.silence = listen.silence;
    this.stop = bus.subscribe("presence", ({ user, presence }, from) => {
      if (listen.to === "all" || from !== bus.self) this.hear(from, user, presence);
    });
  }

  of(userId: string): Presence {
    const said = [...(this.users.get(userId)?.values() ?? [])];
    if (said.length === 0) return "offline";
    return said.some(({ presence }) => presence === "online") ? "online" : "away";
  }

  /** When somebody who is not here went, while that is not long ago; ms since the epoch. */
  goneAt(userId: string): number | undefined {
    return this.gone.get(userId);
  }

  /** Forgets what dead processes said, all but `self`'s: who is alive need not repeat it to itself. */
  forgetSilent(self?: string): void {
    const before = Date.now() - this.silence;
    for (const [user, at] of this.gone) if (at < before) this.gone.delete(user);
    for (const [user, processes] of this.users) {
      for (const [from, { heard }] of processes) {
        if (heard < before && from !== self) this.hear(from, user, "offline");
      }
    }
  }

  close(): void {
    this.stop();
  }

  private hear(from: string, user: string, presence: Presence): void {
    const before = this.of(user);
    const processes = this.users.get(user) ?? new Map<string, { presence: Here; heard: number }>();
    if (presence === "offline") processes.delete(from);
    else processes.set(from, { presence, heard: Date.now() });
    if (processes.size === 0) this.users.delete(user);
    else this.users.set(user, processes);
    const now = this.of(user);
    if (now === before) return;
    if (now === "offline") this.gone.set(user, Date.now());
    else this.gone.delete(user);
    this.changed(user);
  }
}
