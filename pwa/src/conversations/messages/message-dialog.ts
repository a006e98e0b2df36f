import type { Device } from "../../device/index.js";
import type { MessageView } from "./message-views.js";

/** A message that a dialog is about. */
export interface ShownMessage {
  device: Device;
  conversationId: string;
  view: MessageView;
}

/** A dialog about a message. */
export interface MessageDialog {
  /** @param opener is focused when the dialog closes. */
  show(shown: ShownMessage, opener?: HTMLElement): Promise<void> | void;
}
