import type { Limits } from "@rally/shared/limits";
import type { Logger } from "@rally/shared/server/logger";
import { closeCodes } from "@rally/shared/rooms";
import * as Y from "yjs";
import type { Connection } from "../wire/index.js";
import { step1Frame } from "../wire/index.js";
import { isFull } from "./generation.js";
import { newDocument } from "./new-document.js";
import { hasPending, judgeUserUpdate } from "./user-update.js";

export interface Sent {
  connection: Connection;
  bytes: Uint8Array;
}

/** The copy holds invalid content and must be discarded. */
export class CorruptCopy extends Error {}

/**
 * One copy of a user's document. It judges and merges devices' updates one by one. Accepted updates
 * are not stored yet.
 */
export class UserDocument {
  readonly doc = newDocument();
  /** An upper bound of the document's size in bytes. Measuring each time is expensive. */
  private bytesAtMost = 0;
  /** The size in bytes above which to check whether a successor would be smaller. */
  private measureAbove: number;
  private readonly user: string;
  private readonly bounds: Limits;
  private readonly logger: Logger;

  constructor(user: string, context: { limits: Limits; logger: Logger }) {
    this.user = user;
    this.bounds = context.limits;
    this.logger = context.logger;
    this.measureAbove = this.bounds.generationBytes;
  }

  apply(updates: readonly Uint8Array[]): void {
    for (const update of updates) {
      Y.applyUpdate(this.doc, update);
      this.bytesAtMost += update.length;
    }
  }

  /**
   * Accepts devices' updates and closes the devices whose bytes are refused.
   * @returns one update with everything new. Undefined when nothing is new.
   * @throws CorruptCopy after it closed the responsible device. The other updates can be retried.
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
  needsNewGeneration(): boolean {
    const bytes = this.bytesAtMost > this.measureAbove ? this.measure() : 0;
    const full = isFull(this.doc, bytes, this.bounds);
    if (bytes > 0) this.measureAbove = Math.max(this.measureAbove, bytes * 1.5);
    return full;
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

  /** Merges step by step and yields to other work in between. */
  private async merge(connection: Connection, steps: Iterator<undefined, void>): Promise<void> {
    const { allowance } = connection;
    try {
      for (let isDone = false; !isDone;) {
        isDone = (await allowance.run(() => steps.next())).done === true;
      }
    } catch (error) {
      this.logger.error({ err: error, user: this.user }, "failed to merge an accepted update");
      connection.close(closeCodes.refused, "not to be merged");
      throw new CorruptCopy();
    }
    if (!hasPending(this.doc)) return;
    this.logger.error({ user: this.user }, "an accepted update left pending structs");
    connection.close(closeCodes.refused, "not to be merged");
    throw new CorruptCopy();
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
