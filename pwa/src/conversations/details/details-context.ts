import type { TemplateResult } from "lit";
import type { ConversationRow } from "../../database/index.js";
import type { Device, RoomPresence } from "../../device/index.js";
import type { ProfileView } from "../../people/index.js";
import type { Relation } from "../../relationships/index.js";

/** What the sections show. */
export interface DetailsContext {
  device: Device;
  conversation: ConversationRow;
  /** Who is in the conversation's room just now. */
  here: RoomPresence | undefined;
  /** Of the other user of a conversation of two; undefined until it is known. */
  profile: ProfileView | undefined;
  relation: Relation | undefined;
  /** The ids of the pinned messages, the newest pin first. */
  pins: readonly string[];
  /** Opens the dialog that changes the name, the topic and who can join. */
  edit: () => void;
  /** Opens the dialog that adds people to the group or channel. */
  add: () => void;
  /** Asks, then deletes the chat for the user alone. */
  deleteChat: () => void;
  /** Opens the dialog in which the owner deletes the group or channel for all. */
  deleteForAll: () => void;
  /** Asks, then leaves the group or channel. */
  leave: () => void;
}

/** A part of the details of a conversation. */
export interface DetailsSection {
  /** Its heading; absent for the first one. */
  heading?: () => string;
  /** Whether this conversation has it; the user may have left it. */
  isFor: (context: DetailsContext) => boolean;
  content: (context: DetailsContext) => TemplateResult;
}
