import { closeCodes } from "@rally/shared/rooms";
import { WebSocket } from "ws";

/** What ws itself closes for, by its code; y-websocket would come back after these for ever. */
const explained = new Map<number | undefined, [code: number, reason: string]>([
  [1009, [closeCodes.tooLarge, "the frame is too large"]],
  [1008, [closeCodes.badFrame, "too many fragments"]],
  [1007, [closeCodes.badFrame, "frames are binary"]],
  [1002, [closeCodes.badFrame, "not a WebSocket frame"]],
]);

/**
 * A WebSocket that says why in a code that is final: ws refuses a frame that is too large as soon
 * as its header says so, and reads nothing of it.
 */
export class PeerSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    const instead = explained.get(code);
    if (instead) super.close(...instead);
    else super.close(code, reason);
  }
}
