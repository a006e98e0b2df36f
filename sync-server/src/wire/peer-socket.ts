import { closeCodes } from "@rally/shared/rooms";
import { WebSocket } from "ws";

/**
 * Close codes that ws itself sends, with Rally's final ones, because y-websocket would reconnect
 * forever.
 */
const explained = new Map<number | undefined, [code: number, reason: string]>([
  [1009, [closeCodes.tooLarge, "the frame is too large"]],
  [1008, [closeCodes.badFrame, "too many fragments"]],
  [1007, [closeCodes.badFrame, "frames are binary"]],
  [1002, [closeCodes.badFrame, "not a WebSocket frame"]],
]);

/**
 * A WebSocket that closes with a final code and a reason. ws refuses a frame that is too large as
 * soon as it has read the header.
 */
export class PeerSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    const instead = explained.get(code);
    if (instead) super.close(...instead);
    else super.close(code, reason);
  }
}
