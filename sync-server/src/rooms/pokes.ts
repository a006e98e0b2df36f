import type { Poke } from "@rally/shared/rooms";
import type { Presence } from "@rally/shared/people";
import { randomInt } from "node:crypto";
import type { Connection } from "../wire/index.js";
import type { ExpressionsRevision } from "./expressions-revision.js";
import { ASSIGNED_IDS, awarenessFrame, encodeAwareness, frameOf } from "../wire/index.js";

/** Conversations named in one poke. The client's poll once a minute finds the rest. */
const MOVED = 100;

/**
 * Pokes a user's devices to pull: the server's own awareness state in the user's room, under an id
 * fresh for this process and room, at most once per interval, kept in memory.
 */
export class Pokes {
  /** The id of the server's awareness state. */
  readonly client = ASSIGNED_IDS + randomInt(2 ** 32);
  private clock = 1;
  private timer: NodeJS.Timeout | undefined;
  private sentAt = 0;
  private readonly poke: Poke;
  private readonly audience: Set<Connection>;
  private readonly interval: number;

  private readonly expressions: ExpressionsRevision;

  constructor(
    { poke, expressions }: { poke: Poke; expressions: ExpressionsRevision },
    audience: Set<Connection>,
    interval: number,
  ) {
    this.poke = poke;
    this.expressions = expressions;
    this.audience = audience;
    this.interval = interval;
  }

  moved(conversationId: string, version: number): void {
    const { moved } = this.poke;
    const before = moved[conversationId] ?? 0;
    if (version <= before) return;
    // Inserted again, so that the latest change comes last.
    Reflect.deleteProperty(moved, conversationId);
    moved[conversationId] = version;
    const [oldest] = Object.keys(moved);
    if (oldest && Object.keys(moved).length > MOVED) Reflect.deleteProperty(moved, oldest);
    this.scheduleSend();
  }

  /** @returns whether the version is newer. */
  version(version: number): boolean {
    if (version <= this.poke.version) return false;
    this.poke.version = version;
    this.scheduleSend();
    return true;
  }

  presence(userId: string, presence: Presence): void {
    if ((this.poke.presence[userId] ?? "offline") === presence) return;
    if (presence === "offline") Reflect.deleteProperty(this.poke.presence, userId);
    else this.poke.presence[userId] = presence;
    this.scheduleSend();
  }

  /** Sends a new device the changes it may have missed. Also the keep-alive every 22 s. */
  greet(connection: Connection): void {
    connection.send(this.frame());
  }

  /** Stops the timer when no device listens. */
  stopTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private scheduleSend(): void {
    if (this.timer || this.audience.size === 0) return;
    const wait = Math.max(0, this.sentAt + this.interval - Date.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.sentAt = Date.now();
      const frame = frameOf(this.frame());
      for (const connection of this.audience) connection.sendFrame(frame);
    }, wait);
  }

  private frame(): Uint8Array {
    this.clock += 1;
    const expressions = this.expressions.value;
    const poke = { ...this.poke, ...(expressions > 0 && { expressions }) };
    return awarenessFrame(
      encodeAwareness([{ client: this.client, clock: this.clock, state: { poke } }]),
    );
  }
}
