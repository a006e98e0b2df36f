import { limits, type Limits } from "@rally/shared/limits";
import { viewerSchema, viewerStateSchema, type Viewer } from "@rally/shared/rooms";
import type { Bus } from "@rally/shared/server/bus";
import { randomInt } from "node:crypto";
import * as z from "zod/mini";
import type { Connection } from "../wire/index.js";
import {
  type AwarenessEntry,
  awarenessFrame,
  decodeAwareness,
  encodeAwareness,
} from "../wire/index.js";

/** A client may speak of itself alone; a few stale ids of its own are forgiven, a list is not. */
const ENTRIES = 4;

/** Processes repeat what they said every 15 s; one not heard for this long is dead. */
const SILENT_MS = 40_000;

/**
 * Who is in a conversation room: ephemeral, rebuilt by the server for each client with the
 * server's own clock and the connection's user, so that a foreign id or a huge clock takes over
 * nothing.
 */
export class RoomAwareness {
  private clock = Math.floor(Date.now() / 1000);
  private readonly ownClient = randomInt(1, 2 ** 32 - 1);
  private readonly local = new Map<number, { connection: Connection; state: Viewer }>();
  private readonly remote = new Map<string, { states: Map<number, unknown>; heard: number }>();
  private counted = false;
  private readonly room: string;
  private readonly bus: Bus;
  private readonly bounds: Limits;

  constructor(room: string, bus: Bus, bounds: Limits = limits) {
    this.room = room;
    this.bus = bus;
    this.bounds = bounds;
  }

  /** Takes what a client says of itself; what is malformed, foreign or too large is left out. */
  receive(connection: Connection, bytes: Uint8Array, audience: Set<Connection>): void {
    if (bytes.length > this.bounds.awarenessBytes) return;
    const entries = decodeAwareness(bytes, ENTRIES);
    if (!entries) return;
    const own = this.clientOf(connection);
    for (const { client, state } of entries) {
      // The stock client echoes what it hears of others: only what is its own counts.
      if (own === undefined ? !this.mayBind(connection, client) : client !== own) continue;
      if (state === null) {
        if (own !== undefined) this.leave(connection, audience);
        return;
      }
      const parsed = z.safeParse(viewerStateSchema, state);
      if (!parsed.success) continue;
      const viewer: Viewer = { ...parsed.data, user: connection.userId };
      this.local.set(client, { connection, state: viewer });
      this.announce([{ client, state: viewer }], audience, connection);
      this.publish();
      return;
    }
  }

  /** Whether an id is free, or held by an older connection of the same user. */
  private mayBind(connection: Connection, client: number): boolean {
    const holder = this.local.get(client)?.connection;
    if (holder) return holder.userId === connection.userId && holder.number < connection.number;
    for (const { states } of this.remote.values()) {
      const elsewhere = z.safeParse(viewerSchema, states.get(client));
      if (elsewhere.success) return elsewhere.data.user === connection.userId;
    }
    return true;
  }

  /** Takes away what a connection that ended had said. */
  leave(connection: Connection, audience: Set<Connection>): void {
    const client = this.clientOf(connection);
    if (client === undefined) return;
    this.local.delete(client);
    this.announce([{ client, state: null }], audience);
    this.publish();
  }

  /** Takes over what another process says of its own connections. */
  hear(from: string, states: [number, unknown][], audience: Set<Connection>): void {
    const before = this.remote.get(from)?.states ?? new Map<number, unknown>();
    const after = new Map(states);
    if (after.size === 0) this.remote.delete(from);
    else this.remote.set(from, { states: after, heard: Date.now() });
    const gone = [...before.keys()].filter((client) => !after.has(client));
    this.announce(
      [...gone.map((client) => ({ client, state: null })), ...entriesOf(after)],
      audience,
    );
  }

  /** Forgets what a process said that has not been heard for long: it died. */
  forgetSilent(audience: Set<Connection>): void {
    for (const [from, { heard }] of this.remote) {
      if (Date.now() - heard > SILENT_MS) this.hear(from, [], audience);
    }
  }

  /**
   * Everyone here but the reader itself (whose own words must not come back older), under the
   * next clock: for a newcomer, and as a sign of life every 15 s.
   */
  snapshot(reader: Connection, connections: number): Uint8Array {
    const own = this.clientOf(reader);
    const others = this.present(connections).filter(({ client }) => client !== own);
    return awarenessFrame(encodeAwareness(this.stamp(others)));
  }

  get isEmpty(): boolean {
    return this.local.size === 0 && this.remote.size === 0;
  }

  /** Tells the other processes who is connected to this one. */
  publish(): void {
    if (!this.bus.shared) return;
    const states = [...this.local].map(([client, { state }]): [number, unknown] => [client, state]);
    this.bus.publish("awareness", { room: this.room, states });
  }

  private present(connections: number): { client: number; state: unknown }[] {
    const everyone = [
      ...[...this.local].map(([client, { state }]) => ({ client, state: state })),
      ...[...this.remote.values()].flatMap(({ states }) => entriesOf(states)),
    ];
    if (Math.max(everyone.length, connections) <= this.bounds.awarenessList) return everyone;
    return [{ client: this.ownClient, state: { count: everyone.length } }];
  }

  /** In a large room nobody is told of each single one: the next snapshot carries the count. */
  private announce(
    entries: { client: number; state: unknown }[],
    audience: Set<Connection>,
    except?: Connection,
  ): void {
    if (entries.length === 0) return;
    const large = audience.size > this.bounds.awarenessList;
    if (large) {
      this.counted = true;
      return;
    }
    if (this.counted) {
      this.counted = false;
      entries.push({ client: this.ownClient, state: null });
    }
    const frame = awarenessFrame(encodeAwareness(this.stamp(entries)));
    for (const connection of audience) if (connection !== except) connection.send(frame);
  }

  private stamp(entries: { client: number; state: unknown }[]): AwarenessEntry[] {
    this.clock += 1;
    return entries.map(({ client, state }) => ({ client, state, clock: this.clock }));
  }

  private clientOf(connection: Connection): number | undefined {
    for (const [client, held] of this.local) if (held.connection === connection) return client;
    return undefined;
  }
}

function entriesOf(states: Map<number, unknown>): { client: number; state: unknown }[] {
  return [...states].map(([client, state]) => ({ client, state }));
}
