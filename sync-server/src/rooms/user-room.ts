import type { Limits } from "@rally/shared/limits";
import { closeCodes, type Poke } from "@rally/shared/rooms";
import type { Bus } from "@rally/shared/server/bus";
import type { Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import * as Y from "yjs";
import type { Connection } from "../wire/index.js";
import { step1Frame, step2Frame, updateFrame } from "../wire/index.js";
import { Pokes } from "./pokes.js";
import { readUserUpdatesAfter, storeUserUpdate } from "./user-store.js";
import { hasPending, judgeUserUpdate } from "./user-update.js";

/**
 * One user's room in this process: drafts and looks, which the user's own devices write, and
 * pokes. Bytes are judged before they are applied, stored before anyone else gets them, and one
 * after the other, so that one user's merges wait for each other and not for others'.
 */
export class UserRoom {
  readonly id: string;
  readonly connections = new Set<Connection>();
  readonly pokes: Pokes;
  usedAt = Date.now();
  private doc: Y.Doc | undefined;
  private number = 0;
  private turn: Promise<void> = Promise.resolve();
  private readonly database: Database;
  private readonly bus: Bus;
  private readonly bounds: Limits;
  private readonly logger: Logger;

  constructor(
    id: string,
    context: { database: Database; bus: Bus; limits: Limits; logger: Logger; poke: Poke },
  ) {
    this.id = id;
    this.database = context.database;
    this.bus = context.bus;
    this.bounds = context.limits;
    this.logger = context.logger;
    this.pokes = new Pokes(context.poke, this.connections, context.limits.pokeInterval);
  }

  get loadedNumber(): number | undefined {
    return this.doc && this.number;
  }

  /** Answers a device's step 1, asks for what it has, and subscribes it. */
  join(connection: Connection, stateVector: Uint8Array): Promise<void> {
    return this.inTurn(async () => {
      const doc = await this.load();
      if (!connection.open) return;
      connection.send(step2Frame(Y.encodeStateAsUpdate(doc, stateVector)));
      connection.send(step1Frame(Y.encodeStateVector(doc)));
      this.connections.add(connection);
      this.pokes.greet(connection);
    });
  }

  leave(connection: Connection): void {
    this.usedAt = Date.now();
    this.connections.delete(connection);
    if (this.connections.size === 0) this.pokes.rest();
  }

  /** Takes bytes from a device; they are durable before another device gets them. */
  receive(connection: Connection, bytes: Uint8Array): Promise<void> {
    return this.inTurn(async () => {
      const doc = await this.load();
      const verdict = judgeUserUpdate(doc, bytes);
      if (verdict === "empty") return;
      if (verdict === "gap") {
        connection.send(step1Frame(Y.encodeStateVector(doc)));
        return;
      }
      if (typeof verdict === "object") {
        this.logger.info({ user: this.id, reason: verdict.refused }, "an update was refused");
        connection.close(closeCodes.refused, verdict.refused);
        return;
      }
      await this.applyAndStore(connection, doc, bytes);
    });
  }

  private async applyAndStore(
    connection: Connection,
    doc: Y.Doc,
    bytes: Uint8Array,
  ): Promise<void> {
    try {
      Y.applyUpdate(doc, bytes);
      if (hasPending(doc)) throw new Error("An update that looked whole was not");
      const whole = Y.encodeStateAsUpdate(doc);
      if (whole.length > this.bounds.userRoomBytes) {
        this.discard();
        connection.close(closeCodes.tooLarge, "the drafts are too large");
        return;
      }
      const stored = await storeUserUpdate(this.database, this.id, bytes, (before) =>
        before === this.number ? whole : undefined,
      );
      const missed = stored !== this.number + 1;
      if (!missed) this.number = stored;
      const frame = updateFrame(bytes);
      for (const other of this.connections) if (other !== connection) other.send(frame);
      this.bus.publish("drafted", { user: this.id, number: stored });
      if (missed) await this.catchUp();
    } catch (error) {
      // What was applied may not be stored: the copy goes, and the device sends it again.
      this.discard();
      connection.close(closeCodes.failed, "not stored");
      throw error;
    }
  }

  /** Reads what other processes stored, and passes it on. */
  refresh(): Promise<void> {
    return this.inTurn(async () => {
      if (this.doc) await this.catchUp();
    });
  }

  private async load(): Promise<Y.Doc> {
    this.usedAt = Date.now();
    if (!this.doc) {
      this.doc = new Y.Doc();
      this.number = 0;
      await this.catchUp();
    }
    return this.doc;
  }

  private async catchUp(): Promise<void> {
    const { doc } = this;
    if (!doc) return;
    const missing = await readUserUpdatesAfter(this.database, this.id, this.number).catch(
      (error: unknown) => {
        this.discard();
        throw error;
      },
    );
    if (missing.updates.length === 0) return;
    for (const update of missing.updates) Y.applyUpdate(doc, update);
    this.number = missing.number;
    if (this.connections.size === 0) return;
    const frame = updateFrame(Y.mergeUpdates(missing.updates));
    for (const connection of this.connections) connection.send(frame);
  }

  private inTurn(action: () => Promise<void>): Promise<void> {
    const result = this.turn.then(action);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private discard(): void {
    this.doc?.destroy();
    this.doc = undefined;
    this.number = 0;
  }

  unload(): void {
    this.discard();
    this.pokes.rest();
  }
}
