import type * as decoding from "lib0/decoding";
import * as Y from "yjs";
import type { UpdateBounds } from "./fit-update.js";

/** The update has more clients, structs or deleted ranges than one merge may process. */
export class UpdateTooLarge extends Error {}

/** The update holds content of a kind that a user's room does not allow. */
class ForeignContent extends Error {}

/**
 * Yjs's decoder of V1 updates that stops at the bounds, not at the last byte: 256 KB can hold
 * 130,000 deleted ranges. Content of a foreign kind stops it before its payload is parsed [S12].
 */
export class BoundedDecoder extends Y.UpdateDecoderV1 {
  private clients = 0;
  private deletedClients = 0;
  private structs = 0;
  private readonly bounds: UpdateBounds;

  constructor(decoder: decoding.Decoder, bounds: UpdateBounds) {
    super(decoder);
    this.bounds = bounds;
  }

  /** Starts the structs of one client. */
  override readClient(): number {
    const client = super.readClient();
    this.clients += 1;
    if (this.clients > this.bounds.updateClients) throw new UpdateTooLarge();
    return client;
  }

  override readInfo(): number {
    const info = super.readInfo();
    this.count();
    return info;
  }

  /** Starts the deleted ranges of one client. */
  override resetDsCurVal(): void {
    this.deletedClients += 1;
    if (this.deletedClients > this.bounds.updateStructs) throw new UpdateTooLarge();
  }

  override readDsClock(): number {
    const clock = super.readDsClock();
    this.count();
    return clock;
  }

  override readTypeRef(): number {
    throw new ForeignContent();
  }

  override readJSON(): unknown {
    throw new ForeignContent();
  }

  override readBuf(): Uint8Array {
    throw new ForeignContent();
  }

  private count(): void {
    this.structs += 1;
    if (this.structs > this.bounds.updateStructs) throw new UpdateTooLarge();
  }
}
