import type { Limits } from "@rally/shared/limits";
import { closeCodes, type CloseCode, type Poke } from "@rally/shared/rooms";
import type { Bus } from "@rally/shared/server/bus";
import type { Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import * as Y from "yjs";
import type { Connection } from "../wire/index.js";
import { frameOf, step1Frame, step2Frame, updateFrame } from "../wire/index.js";
import { isOfGeneration, successorOf } from "./generation.js";
import type { PermissionCheck } from "../permissions/index.js";
import type { ExpressionsRevision } from "./expressions-revision.js";
import { Pokes } from "./pokes.js";
import { type Sent, CorruptCopy, UserDocument } from "./user-document.js";
import { UserRoomQueue } from "./user-room-queue.js";
import {
  AnotherGeneration,
  DeletedAccount,
  readUserUpdatesAfter,
  storeGeneration,
  storeUserUpdate,
  type RoomPosition,
  type StoredUpdates,
} from "./user-store.js";

/**
 * One user's room in this process: drafts and settings, which the user's own devices write, and
 * pokes. The server judges bytes before it applies them and stores them before another device
 * receives them. Updates of one user run in sequence and do not wait for other users'.
 */
export class UserRoom {
  readonly id: string;
  readonly connections = new Set<Connection>();
  /** All devices in the room, including those that have sent no frame yet. */
  readonly devices = new Set<Connection>();
  readonly pokes: Pokes;
  usedAt = Date.now();
  private copy: UserDocument | undefined;
  private at: RoomPosition = { generation: 0, number: 0 };
  private readonly queue: UserRoomQueue;
  private readonly context: {
    database: Database;
    bus: Bus;
    limits: Limits;
    logger: Logger;
    permissions: PermissionCheck;
  };

  constructor(
    id: string,
    context: UserRoom["context"] & { poke: Poke; expressions: ExpressionsRevision },
  ) {
    this.id = id;
    this.context = context;
    this.pokes = new Pokes(context, this.connections, context.limits.pokeInterval);
    this.queue = new UserRoomQueue({
      take: (sent) => this.take(sent),
      batchBytes: context.limits.frameBytes,
    });
  }

  get loadedNumber(): number | undefined {
    return this.copy && this.at.number;
  }

  /** The number of clients that a device's state vector may list. */
  get vectorClients(): number {
    const { generationClients, updateClients } = this.context.limits;
    return generationClients + updateClients;
  }

  /** Whether the room is in use, so that it must stay loaded. */
  get busy(): boolean {
    return this.devices.size > 0 || this.connections.size > 0 || !this.queue.isEmpty;
  }

  /**
   * Answers a device's step 1, requests the updates that the server lacks, and subscribes the
   * device.
   */
  join(
    connection: Connection,
    { stateVector, claimed }: { stateVector: Uint8Array; claimed: Map<number, number> },
  ): Promise<void> {
    return this.queue.run(async () => {
      let { doc } = await this.load();
      if (!isOfGeneration(doc, claimed)) {
        // A lagging server must not judge: another process may have started the replica's
        // generation.
        connection.allowance.chargeQuery();
        await this.catchUp();
        ({ doc } = await this.load());
      }
      if (!isOfGeneration(doc, claimed)) {
        connection.close(closeCodes.staleReplica, "of another generation");
        return;
      }
      await connection.allowance.run(() => {
        if (!connection.open) return;
        connection.send(step2Frame(Y.encodeStateAsUpdate(doc, stateVector)));
        connection.send(step1Frame(Y.encodeStateVector(doc)));
        this.connections.add(connection);
        this.pokes.greet(connection);
      });
    });
  }

  leave(connection: Connection): void {
    this.usedAt = Date.now();
    this.devices.delete(connection);
    this.connections.delete(connection);
    if (this.connections.size === 0) this.pokes.stopTimer();
  }

  /**
   * Receives bytes from a device. They are durable before another device receives them. Updates
   * that arrive during a commit share the next one.
   * @returns a promise that waits while the queue is long.
   */
  receive(connection: Connection, bytes: Uint8Array): Promise<void> {
    return this.queue.add({ connection, bytes });
  }

  private async take(sent: readonly Sent[]): Promise<void> {
    try {
      const update = await this.judge(sent);
      if (!update) return;
      await this.store(sent, update);
      if (this.copy?.needsNewGeneration()) await this.reset(this.copy);
    } catch (error) {
      // An applied update may not be stored, so the copy is discarded and the devices send it
      // again.
      this.discard();
      if (error instanceof AnotherGeneration) {
        this.closeStale();
        return;
      }
      if (error instanceof DeletedAccount) {
        this.closeAll(closeCodes.unauthenticated, "the account was deleted");
        return;
      }
      this.context.logger.error({ err: error, user: this.id }, "failed to store drafts");
      for (const { connection } of sent) connection.close(closeCodes.failed, "not stored");
      // The update may be stored but not sent, so the other devices receive it now or reconnect.
      await this.load().catch(() => {
        this.closeAll(closeCodes.failed, "not stored");
      });
    }
  }

  /**
   * Merges the sent updates into one update with everything new. A corrupt copy is loaded again.
   */
  private async judge(sent: readonly Sent[]): Promise<Uint8Array | undefined> {
    for (;;) {
      try {
        return await (await this.load()).take(sent);
      } catch (error) {
        if (!(error instanceof CorruptCopy)) throw error;
        this.discard();
      }
    }
  }

  private async store(sent: readonly Sent[], update: Uint8Array): Promise<void> {
    const { database, bus, permissions } = this.context;
    const copy = await this.load();
    const { number, lossCount } = await storeUserUpdate(database, this.id, this.at, update, () =>
      copy.encode(),
    );
    await permissions.reach(lossCount);
    const missed = number !== this.at.number + 1;
    if (!missed) this.at = { ...this.at, number };
    const senders = new Set(sent.map(({ connection }) => connection));
    const frame = frameOf(updateFrame(update));
    for (const connection of this.connections) {
      if (senders.size > 1 || !senders.has(connection)) connection.sendFrame(frame);
    }
    bus.publish("drafted", { user: this.id, number });
    if (missed) await this.catchUp();
  }

  /**
   * Starts a new generation with the drafts and without their past. The server closes the devices,
   * which carry over their unsent content.
   */
  private async reset(copy: UserDocument): Promise<void> {
    const { database, bus, logger } = this.context;
    const next = await storeGeneration(database, this.id, this.at, successorOf(copy.doc)).catch(
      (error: unknown) => {
        logger.error({ err: error, user: this.id }, "failed to reset a user's room");
      },
    );
    // Another process wrote meanwhile. It starts the generation, or the next commit here does.
    if (!next) return;
    logger.info({ user: this.id, generation: next.generation }, "reset a user's room");
    await this.catchUp();
    bus.publish("drafted", { user: this.id, number: next.number });
  }

  /** Reads updates that other processes stored, and forwards them. @throws the database's error. */
  refresh(): Promise<void> {
    return this.queue.run(async () => {
      if (this.copy) await this.catchUp();
      // An earlier attempt failed and discarded the copy. Its readers are still connected.
      else if (this.connections.size > 0) await this.load();
    });
  }

  private async load(): Promise<UserDocument> {
    this.usedAt = Date.now();
    if (this.copy) return this.copy;
    const { updates, lossCount, ...at } = await this.read({
      generation: this.at.generation,
      number: 0,
    });
    await this.context.permissions.reach(lossCount);
    const isMissed = at.generation === this.at.generation && at.number > this.at.number;
    const copy = this.renew(at);
    copy.apply(updates);
    this.at = at;
    // Another process may have stored updates since the last copy was discarded.
    if (isMissed) this.sendAll(Y.mergeUpdates(updates));
    return copy;
  }

  private async catchUp(): Promise<void> {
    const { copy } = this;
    if (!copy) return;
    const { updates, lossCount, ...at } = await this.read(this.at);
    if (updates.length === 0) return;
    await this.context.permissions.reach(lossCount);
    if (at.generation !== this.at.generation) this.renew(at).apply(updates);
    else {
      copy.apply(updates);
      this.sendAll(Y.mergeUpdates(updates));
    }
    this.at = at;
  }

  private sendAll(update: Uint8Array): void {
    if (this.connections.size === 0) return;
    const frame = frameOf(updateFrame(update));
    for (const connection of this.connections) connection.sendFrame(frame);
  }

  /** Creates an empty copy. Devices of another generation than its own have a stale replica. */
  private renew({ generation }: RoomPosition): UserDocument {
    this.copy?.destroy();
    this.copy = new UserDocument(this.id, this.context);
    if (generation !== this.at.generation) this.closeStale();
    return this.copy;
  }

  private closeStale(): void {
    for (const connection of this.connections) {
      connection.close(closeCodes.staleReplica, "this room has been reset");
    }
  }

  /** Closes all devices, including those that have sent no frame yet. */
  closeAll(code: CloseCode, reason: string): void {
    for (const connection of this.devices) connection.close(code, reason);
  }

  private async read(at: RoomPosition): Promise<StoredUpdates> {
    try {
      return await readUserUpdatesAfter(this.context.database, this.id, at);
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  private discard(): void {
    this.copy?.destroy();
    this.copy = undefined;
  }

  unload(): void {
    this.discard();
    this.pokes.stopTimer();
  }
}
