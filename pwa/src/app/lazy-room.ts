import { Observable } from "../observable/index.js";
import type { ConversationRoom, RoomPresence, RoomStatus } from "../device/index.js";

/** A conversation room that can be used while its chunk is still loading. */
export function lazyRoom(loading: Promise<() => ConversationRoom>): ConversationRoom {
  const here = new Observable<RoomPresence>({ viewers: new Map(), count: 0 });
  const status = new Observable<RoomStatus>("connecting");
  let room: ConversationRoom | undefined;
  let closed = false;
  let typing = false;

  loading
    .then((open) => {
      if (closed) return;
      room = open();
      here.set(room.here.value);
      status.set(room.status.value);
      room.here.subscribe((value) => here.set(value));
      room.status.subscribe((value) => status.set(value));
      if (typing) room.typing();
    })
    .catch((error: unknown) => {
      // The chunk failed to load; pulls still keep the conversation up to date.
      status.set("away");
      reportError(error);
    });

  return {
    here,
    status,
    typing() {
      typing = true;
      room?.typing();
    },
    stopTyping() {
      typing = false;
      room?.stopTyping();
    },
    close() {
      closed = true;
      room?.close();
    },
  };
}
