import type { Limits } from "@rally/shared/limits";
import type { Logger } from "@rally/shared/server/logger";
import { closeCodes } from "@rally/shared/rooms";
import * as Y from "yjs";
import type { Connection } from "../wire/index.js";
import { step1Frame } from "../wire/index.js";
import { isWorn } from "./generation.js";
import { newDocument } from "./new-document.js";
import { hasPending, judgeUserUpdate } from "./user-update.js";

/** What a device sent. */
export interface Sent {
  connection: Connection;
  bytes: Uint8Array;
}

/** Why a copy of the document holds something that it should not, and must be thrown away. */
export class SpoiledCopy extends Error {}

/**
 * One copy of a user's document, and what devices write into it, judged update by update and
 * merged in their user's time. What is taken is not stored yet.
 */
export class UserDocument {
  readonly doc = newDocument();
  /** At least as many bytes as the document has; measuring it each time would be dear. */
  private bytesAtMost = 0;
  /** Bytes above which it is worth to look whether a successor would be smaller. */
  private lookAbove: number;
  private readonly user: string;
  private readonly bounds: Limits;
  private readonly logger: Logger;

  constructor(user: string, context: { limits: Limits; logger: Logger }) {
    this.user = user;
    this.bounds = context.limits;
    this.logger = context.logger;
    this.lookAbove = this.bounds.generationBytes;
  }

  /** Applies what is stored. */
  apply(updates: readonly Uint8Array[]): void {
    for (const update of updates) {
      Y.applyUpdate(this.doc, update);
      this.bytesAtMost += update.length;
    }
  }

  /**
   * Takes what devices sent, and closes those whose bytes have no place here.
   * @returns one update with all that is new, as this document has it; undefined if nothing is.
   * @throws SpoiledCopy after it closed whose bytes did it; the others' can be taken again.
   */
  async take(sent: readonly Sent[]): Promise<Uint8Array | undefined> {
    const made: Uint8Array[] = [];
    const collect = (update: Uint8Array): void => void made.push(update);
    this.doc.on("update", collect);
    try {
      for (const one of sent) await this.takeOne(one);
    } finally {
      this.doc.off("update", collect);
    }
    if (made.length <= 1) return made[0];
    return sent[0]?.connection.allowance.charge(() => Y.mergeUpdates(made));
  }

  /** Whether a new generation is due. */
  isWorn(): boolean {
    const bytes = this.bytesAtMost > this.lookAbove ? this.measure() : 0;
    const worn = isWorn(this.doc, bytes, this.bounds);
    if (bytes > 0) this.lookAbove = Math.max(this.lookAbove, bytes * 1.5);
    return worn;
  }

  encode(): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc);
  }

  destroy(): void {
    this.doc.destroy();
  }

  private async takeOne({ connection, bytes }: Sent): Promise<void> {
    const { allowance } = connection;
    if (connection.dismissed) return;
    const verdict = await allowance.run(() => judgeUserUpdate(this.doc, bytes, this.bounds));
    if (verdict === "empty") return;
    if (verdict === "gap") {
      connection.send(step1Frame(Y.encodeStateVector(this.doc)));
    } else if (verdict === "stale") {
      connection.close(closeCodes.staleReplica, "of another generation, or of too much past");
    } else if ("refused" in verdict) {
      connection.close(closeCodes.refused, verdict.refused);
    } else if (!this.hasRoomFor(bytes.length, allowance.charge.bind(allowance))) {
      connection.close(closeCodes.tooLarge, "the drafts are too large");
    } else {
      await this.merge(connection, verdict.applyTo(this.doc));
      this.bytesAtMost += bytes.length;
    }
  }

  /** Merges step by step, and gives way to everybody else in between. */
  private async merge(connection: Connection, steps: Iterator<undefined, void>): Promise<void> {
    const { allowance } = connection;
    try {
      for (let isDone = false; !isDone;) {
        isDone = (await allowance.run(() => steps.next())).done === true;
      }
    } catch (error) {
      this.logger.error({ err: error, user: this.user }, "an update that looked fit was not");
      connection.close(closeCodes.refused, "not to be merged");
      throw new SpoiledCopy();
    }
    if (!hasPending(this.doc)) return;
    this.logger.error({ user: this.user }, "an update that looked whole was not");
    connection.close(closeCodes.refused, "not to be merged");
    throw new SpoiledCopy();
  }

  private hasRoomFor(bytes: number, charge: <T>(work: () => T) => T): boolean {
    const { userRoomBytes } = this.bounds;
    if (this.bytesAtMost + bytes <= userRoomBytes) return true;
    return charge(() => this.measure()) + bytes <= userRoomBytes;
  }

  private measure(): number {
    this.bytesAtMost = this.encode().length;
    return this.bytesAtMost;
  }
}
