import { limits, type Limits } from "@rally/shared/limits";
import { viewerStateSchema, type Viewer } from "@rally/shared/rooms";
import type { Bus } from "@rally/shared/server/bus";
import { createHash, randomInt } from "node:crypto";
import * as z from "zod/mini";
import { noBlocks, type Blocks } from "../blocks/index.js";
import { nobodyHidden, type Hidden } from "../presence/index.js";
import type { Connection } from "../wire/index.js";
import {
  ASSIGNED_IDS,
  type AwarenessEntry,
  awarenessFrame,
  decodeAwareness,
  encodeAwareness,
  frameOf,
} from "../wire/index.js";
import { type AwarenessState, RemoteViewers } from "./remote-viewers.js";

/** A client may speak of itself alone; a few stale ids of its own are forgiven, a list is not. */
const ENTRIES = 4;

/** States in one hint to the other processes: 5 KB, where PostgreSQL takes 8,000 bytes. */
const CHUNK = 50;

interface Held {
  connection: Connection;
  state: Viewer;
}

/**
 * Who is in a conversation room: ephemeral, rebuilt by the server for each client with the
 * server's own clock and the connection's user, so that a foreign id or a huge clock takes over
 * nothing.
 */
export class RoomAwareness {
  private clock = Math.floor(Date.now() / 1000);
  private readonly ownClient = ASSIGNED_IDS + randomInt(2 ** 32);
  private readonly local = new Map<number, Held>();
  /** Those here who appear offline: shown to nobody. */
  private readonly unseen = new Map<number, Held>();
  private readonly remote = new RemoteViewers();
  private counted = false;
  private readonly room: string;
  private readonly bus: Bus;
  private readonly bounds: Limits;
  private readonly sight: { blocks: Blocks; hidden: Hidden };

  constructor(
    room: string,
    bus: Bus,
    bounds: Limits = limits,
    sight: { blocks: Blocks; hidden: Hidden } = { blocks: noBlocks, hidden: nobodyHidden },
  ) {
    this.room = room;
    this.bus = bus;
    this.bounds = bounds;
    this.sight = sight;
  }

  /** Takes what a client says of itself; what is malformed, foreign or too much is left out. */
  receive(connection: Connection, bytes: Uint8Array, audience: Set<Connection>): void {
    if (bytes.length > this.bounds.awarenessBytes) return;
    const entries = decodeAwareness(bytes, ENTRIES);
    if (!entries) return;
    for (const { client: said, state } of entries) {
      // The stock client echoes what it hears of others: only what is its own counts.
      if (said >= ASSIGNED_IDS || said !== (connection.ownId ?? said)) continue;
      if (state === null) {
        this.leave(connection, audience);
        return;
      }
      const parsed = z.safeParse(viewerStateSchema, state);
      if (!parsed.success) continue;
      const client = connection.client ?? this.assign(connection, said);
      if (client === undefined || !connection.maySay()) return;
      connection.ownId = said;
      const viewer: Viewer = { ...parsed.data, user: connection.userId };
      this.bind(connection, client, viewer);
      if (this.unseen.has(client)) return;
      this.announce([{ client, state: viewer }], audience, connection);
      this.tell([[client, viewer]]);
      return;
    }
  }

  private bind(connection: Connection, client: number, state: Viewer): void {
    const holder = this.holderOf(client);
    if (holder && holder !== connection) holder.client = undefined;
    connection.client = client;
    const [side, other] = this.sight.hidden.has(connection.userId)
      ? [this.unseen, this.local]
      : [this.local, this.unseen];
    other.delete(client);
    side.set(client, { connection, state });
  }

  /**
   * The id under which others see a connection: of its user and of what it calls itself, so that it
   * is the same after a reconnect, on any process, and nobody else's whatever they call themselves.
   * @returns undefined for one that a newer connection of the same user has replaced.
   */
  private assign(connection: Connection, said: number): number | undefined {
    const hash = createHash("sha256").update(`${this.room} ${connection.userId} ${said}`).digest();
    const client = ASSIGNED_IDS + hash.readUIntBE(0, 6);
    if (this.mayBind(connection, client)) return client;
    if (this.holderOf(client)?.userId === connection.userId) return undefined;
    // Two hashes are the same, by chance or by much trying.
    return ASSIGNED_IDS + randomInt(2 ** 47);
  }

  private holderOf(client: number): Connection | undefined {
    return (this.local.get(client) ?? this.unseen.get(client))?.connection;
  }

  /** Takes somebody who is here out of everyone's sight, or back into it. */
  appear(userId: string, audience: Set<Connection>): void {
    const hidden = this.sight.hidden.has(userId);
    const [from, to] = hidden ? [this.local, this.unseen] : [this.unseen, this.local];
    for (const [client, held] of from) {
      if (held.connection.userId !== userId) continue;
      from.delete(client);
      to.set(client, held);
      const state = hidden ? null : held.state;
      this.announce([{ client, state }], audience, held.connection);
      this.tell([[client, state]]);
    }
  }

  /** Whether an id is free, or held by an older connection of the same user. */
  private mayBind(connection: Connection, client: number): boolean {
    const holder = this.holderOf(client);
    if (holder) return holder.userId === connection.userId && holder.number < connection.number;
    const user = this.remote.userOf(client);
    return user === undefined || user === connection.userId;
  }

  /** Takes away what a connection that ended had said. */
  leave(connection: Connection, audience: Set<Connection>): void {
    const { client } = connection;
    if (client === undefined) return;
    connection.client = undefined;
    if (this.unseen.delete(client)) return;
    this.local.delete(client);
    this.announce([{ client, state: null }], audience);
    this.tell([[client, null]]);
  }

  /** Takes over what another process says of its own connections. */
  hear(from: string, said: [number, unknown][], audience: Set<Connection>): void {
    this.announce(this.remote.receive(from, said), audience);
  }

  /** Forgets what has not been heard for long: the process that said it died. */
  forgetSilent(audience: Set<Connection>): void {
    const before = Date.now() - this.bounds.presenceSilence;
    for (const [from, clients] of this.remote.silentSince(before)) {
      this.hear(
        from,
        clients.map((client) => [client, null]),
        audience,
      );
    }
  }

  /**
   * Everyone here but the reader itself (whose own words must not come back older), under the
   * next clock: for a newcomer, and as a sign of life every 15 s.
   */
  snapshot(reader: Connection, connections: number): Uint8Array {
    const own = reader.client;
    const others = this.present(connections).filter(
      (entry) => entry.client !== own && !this.isHidden(entry, reader),
    );
    return awarenessFrame(encodeAwareness(this.stamp(others)));
  }

  get isEmpty(): boolean {
    return this.local.size === 0 && this.remote.isEmpty;
  }

  /** Tells the other processes again who is connected to this one. */
  publish(): void {
    if (!this.bus.shared || this.local.size === 0) return;
    if (this.isLargeHere) {
      const count = { count: this.local.size };
      this.bus.publish("awareness", { room: this.room, states: [[this.ownClient, count]] });
      return;
    }
    const all = [...this.local].map(([client, { state }]): [number, unknown] => [client, state]);
    for (let start = 0; start < all.length; start += CHUNK) {
      this.tell(all.slice(start, start + CHUNK));
    }
  }

  /** Tells the other processes what changed; in a large room nothing but the count every 15 s. */
  private tell(states: [number, unknown][]): void {
    if (!this.bus.shared || this.isLargeHere) return;
    this.bus.publish("awareness", { room: this.room, states });
  }

  private get isLargeHere(): boolean {
    return this.local.size > this.bounds.awarenessList;
  }

  private present(connections: number): AwarenessState[] {
    const count = this.local.size + this.remote.count;
    if (Math.max(count, connections) > this.bounds.awarenessList) {
      return [{ client: this.ownClient, state: { count } }];
    }
    return this.everyone();
  }

  private everyone(): AwarenessState[] {
    return [
      ...[...this.local].map(([client, { state }]) => ({ client, state })),
      ...this.remote.states(),
    ];
  }

  /** In a large room nobody is told of each single one: the next snapshot carries the count. */
  private announce(
    entries: AwarenessState[],
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
    const stamped = this.stamp(entries);
    const frame = frameOf(awarenessFrame(encodeAwareness(stamped)));
    for (const connection of audience) {
      if (connection === except) continue;
      const shown = stamped.filter((entry) => !this.isHidden(entry, connection));
      if (shown.length === stamped.length) connection.sendFrame(frame);
      else if (shown.length > 0) connection.send(awarenessFrame(encodeAwareness(shown)));
    }
  }

  /** Takes two who have blocked each other out of each other's sight [S14]. */
  part(one: string, other: string, audience: ReadonlySet<Connection>): void {
    for (const connection of audience) {
      if (connection.userId !== one && connection.userId !== other) continue;
      const gone = this.everyone()
        .filter((entry) => this.isHidden(entry, connection))
        .map(({ client }) => ({ client, state: null }));
      if (gone.length > 0) connection.send(awarenessFrame(encodeAwareness(this.stamp(gone))));
    }
  }

  private isHidden({ state }: AwarenessState, reader: Connection): boolean {
    const user = (state as Partial<Viewer> | null)?.user;
    return (
      user !== undefined && user !== reader.userId && this.sight.blocks.between(reader.userId, user)
    );
  }

  private stamp(entries: AwarenessState[]): AwarenessEntry[] {
    this.clock += 1;
    return entries.map(({ client, state }) => ({ client, state, clock: this.clock }));
  }
}
