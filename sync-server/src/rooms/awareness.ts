import { limits, type Limits } from "@rally/shared/limits";
import { viewerStateSchema, type Viewer } from "@rally/shared/rooms";
import type { Bus } from "@rally/shared/server/bus";
import { createHash, randomInt } from "node:crypto";
import * as z from "zod/mini";
import { noBlocks, type Blocks } from "../blocks/index.js";
import { noneHidden, type Hidden } from "../presence/index.js";
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

/**
 * A client may describe only itself. A few of its own stale ids are tolerated, a long list is not.
 */
const ENTRIES = 4;

/** States in one hint to the other processes: 5 KB, where PostgreSQL accepts 8,000 bytes. */
const CHUNK = 50;

interface LocalState {
  connection: Connection;
  state: Viewer;
}

/**
 * The awareness of a conversation room. It is ephemeral. The server rebuilds each state with its
 * own clock and the connection's user, so a client cannot take over a foreign id or win with a huge
 * clock.
 */
export class RoomAwareness {
  private clock = Math.floor(Date.now() / 1000);
  private readonly ownClient = ASSIGNED_IDS + randomInt(2 ** 32);
  private readonly local = new Map<number, LocalState>();
  /** States of connections here that appear offline. No client receives them. */
  private readonly unseen = new Map<number, LocalState>();
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
    sight: { blocks: Blocks; hidden: Hidden } = { blocks: noBlocks, hidden: noneHidden },
  ) {
    this.room = room;
    this.bus = bus;
    this.bounds = bounds;
    this.sight = sight;
  }

  /** Receives a client's awareness update and drops malformed, foreign and excess entries. */
  receive(connection: Connection, bytes: Uint8Array, audience: Set<Connection>): void {
    if (bytes.length > this.bounds.awarenessBytes) return;
    const entries = decodeAwareness(bytes, ENTRIES);
    if (!entries) return;
    for (const { client: said, state } of entries) {
      // The stock client echoes the states of others. Only its own entry counts.
      if (said >= ASSIGNED_IDS || said !== (connection.ownId ?? said)) continue;
      if (state === null) {
        this.leave(connection, audience);
        return;
      }
      const parsed = z.safeParse(viewerStateSchema, state);
      if (!parsed.success) continue;
      const client = connection.client ?? this.assign(connection, said);
      if (client === undefined || !connection.mayUpdateAwareness()) return;
      connection.ownId = said;
      const viewer: Viewer = { ...parsed.data, user: connection.userId };
      this.bind(connection, client, viewer);
      if (this.unseen.has(client)) return;
      this.announce([{ client, state: viewer }], audience, connection);
      this.send([[client, viewer]]);
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
   * Returns the id under which others see a connection. It is derived from the user and the
   * client's own id, so it stays the same after a reconnect and on any process, and no other user
   * can claim it.
   * @returns undefined for a connection that a newer one of the same user has replaced.
   */
  private assign(connection: Connection, said: number): number | undefined {
    const hash = createHash("sha256").update(`${this.room} ${connection.userId} ${said}`).digest();
    const client = ASSIGNED_IDS + hash.readUIntBE(0, 6);
    if (this.mayBind(connection, client)) return client;
    if (this.holderOf(client)?.userId === connection.userId) return undefined;
    // Two hashes can collide, by chance or by intent.
    return ASSIGNED_IDS + randomInt(2 ** 47);
  }

  private holderOf(client: number): Connection | undefined {
    return (this.local.get(client) ?? this.unseen.get(client))?.connection;
  }

  /** Hides a user from the audience, or shows the user again. */
  appear(userId: string, audience: Set<Connection>): void {
    const hidden = this.sight.hidden.has(userId);
    const [from, to] = hidden ? [this.local, this.unseen] : [this.unseen, this.local];
    for (const [client, entry] of from) {
      if (entry.connection.userId !== userId) continue;
      from.delete(client);
      to.set(client, entry);
      const state = hidden ? null : entry.state;
      this.announce([{ client, state }], audience, entry.connection);
      this.send([[client, state]]);
    }
  }

  /** Whether an id is free, or held by an older connection of the same user. */
  private mayBind(connection: Connection, client: number): boolean {
    const holder = this.holderOf(client);
    if (holder) return holder.userId === connection.userId && holder.number < connection.number;
    const user = this.remote.userOf(client);
    return user === undefined || user === connection.userId;
  }

  /** Removes the state of a connection that ended. */
  leave(connection: Connection, audience: Set<Connection>): void {
    const { client } = connection;
    if (client === undefined) return;
    connection.client = undefined;
    if (this.unseen.delete(client)) return;
    this.local.delete(client);
    this.announce([{ client, state: null }], audience);
    this.send([[client, null]]);
  }

  /** Receives the states that another process publishes for its own connections. */
  receiveRemote(from: string, said: [number, unknown][], audience: Set<Connection>): void {
    this.announce(this.remote.receive(from, said), audience);
  }

  /**
   * Removes states that were not repeated for long, because the process that published them died.
   */
  forgetSilent(audience: Set<Connection>): void {
    const before = Date.now() - this.bounds.presenceSilence;
    for (const [from, clients] of this.remote.silentSince(before)) {
      this.receiveRemote(
        from,
        clients.map((client) => [client, null]),
        audience,
      );
    }
  }

  /**
   * All states but the reader's own, which must not return to it older, under the next clock. Sent
   * to a newcomer, and to all every 22 s as a keep-alive.
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

  /** Publishes all connections of this process again. */
  publish(): void {
    if (!this.bus.shared || this.local.size === 0) return;
    if (this.isLargeHere) {
      const count = { count: this.local.size };
      this.bus.publish("awareness", { room: this.room, states: [[this.ownClient, count]] });
      return;
    }
    const all = [...this.local].map(([client, { state }]): [number, unknown] => [client, state]);
    for (let start = 0; start < all.length; start += CHUNK) {
      this.send(all.slice(start, start + CHUNK));
    }
  }

  /**
   * Publishes changes to the other processes. A large room publishes only its count, every 15 s.
   */
  private send(states: [number, unknown][]): void {
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

  /** A large room announces no single state: the next snapshot carries the count. */
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

  /** Hides two users who have blocked each other from each other [S14]. */
  blocksChanged(one: string, other: string, audience: ReadonlySet<Connection>): void {
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
      user !== undefined &&
      user !== reader.userId &&
      this.sight.blocks.isBlocked(reader.userId, user)
    );
  }

  private stamp(entries: AwarenessState[]): AwarenessEntry[] {
    this.clock += 1;
    return entries.map(({ client, state }) => ({ client, state, clock: this.clock }));
  }
}
