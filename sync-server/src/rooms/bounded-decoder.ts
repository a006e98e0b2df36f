import type * as decoding from "lib0/decoding";
import * as Y from "yjs";
import type { UpdateBounds } from "./fit-update.js";

/** An update has more clients, structs or deleted ranges than a merge may cost. */
export class TooMuchPast extends Error {}

/** A kind of content that has no place in a user's room. */
class ForeignContent extends Error {}

/**
 * Yjs's decoder of V1 updates, which stops at the bounds instead of after the last byte: 256 KB can
 * hold 130,000 deleted ranges. Content of a foreign kind stops it before its payload is parsed [S12].
 */
export class BoundedDecoder extends Y.UpdateDecoderV1 {
  private clients = 0;
  private deletedClients = 0;
  private parts = 0;
  private readonly bounds: UpdateBounds;

  constructor(decoder: decoding.Decoder, bounds: UpdateBounds) {
    super(decoder);
    this.bounds = bounds;
  }

  /** Begins the structs of one client. */
  override readClient(): number {
    const client = super.readClient();
    this.clients += 1;
    if (this.clients > this.bounds.updateClients) throw new TooMuchPast();
    return client;
  }

  /** Begins a struct. */
  override readInfo(): number {
    const info = super.readInfo();
    this.count();
    return info;
  }

  /** Begins the deleted ranges of one client, who wrote in any device's time. */
  override resetDsCurVal(): void {
    this.deletedClients += 1;
    if (this.deletedClients > this.bounds.updateStructs) throw new TooMuchPast();
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
    this.parts += 1;
    if (this.parts > this.bounds.updateStructs) throw new TooMuchPast();
  }
}
