import type { ConversationState, MessageToWrite } from "./conversation-state.js";
import type { CommandIdentity } from "./recalled.js";

/** What a batch changes in one message that was there before; the rest of its row stays. */
export interface MessageTouch extends Pick<MessageToWrite, "id" | "version" | "content"> {
  editedAt: number | null;
  deletedAt: number | null;
}

export interface NumberedUpdate {
  number: number;
  bytes: Uint8Array;
}

/** What one conversation's batch writes, on the condition that its row is still as it was `was`. */
export interface RoomWrite {
  was: Pick<
    ConversationState,
    "id" | "epoch" | "version" | "updateNumber" | "memberCount" | "rights"
  >;
  /** Commands in it. */
  commands: number;
  /** When, in milliseconds since the epoch; its messages' time. */
  at: number;
  version: number;
  lastSeq: number;
  memberCount: number;
  updateNumber: number;
  sent: readonly MessageToWrite[];
  touched: readonly MessageTouch[];
  markers: readonly { user: string; marker: number; version: number }[];
  done: readonly (CommandIdentity & { result: unknown })[];
  /** The Yjs updates that carry the changes; none when nobody is shown any. */
  updates: readonly NumberedUpdate[];
}
