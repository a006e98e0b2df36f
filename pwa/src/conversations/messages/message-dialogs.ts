import { html, type TemplateResult } from "lit";
import { loadChunk } from "../../chunk-loading/index.js";
import { focusedElement } from "../../design/index.js";
import type { MessageDialog, ShownMessage } from "./message-dialog.js";

/**
 * The dialogs about a message, by the action that opens them. Each is loaded when it is first used. To
 * add one, write its component and its line here.
 */
const dialogs = {
  delete: {
    load: () => import("./rally-delete-message.js"),
    element: html`<rally-delete-message></rally-delete-message>`,
    find: (root: ParentNode) => root.querySelector("rally-delete-message"),
  },
  edits: {
    load: () => import("./rally-message-edits.js"),
    element: html`<rally-message-edits></rally-message-edits>`,
    find: (root: ParentNode) => root.querySelector("rally-message-edits"),
  },
  forward: {
    load: () => import("./rally-forward-message.js"),
    element: html`<rally-forward-message></rally-forward-message>`,
    find: (root: ParentNode) => root.querySelector("rally-forward-message"),
  },
  readers: {
    load: () => import("./rally-message-readers.js"),
    element: html`<rally-message-readers></rally-message-readers>`,
    find: (root: ParentNode) => root.querySelector("rally-message-readers"),
  },
  "show-voters": {
    load: () => import("../polls/rally-poll-voters.js"),
    element: html`<rally-poll-voters></rally-poll-voters>`,
    find: (root: ParentNode) => root.querySelector("rally-poll-voters"),
  },
} satisfies Record<
  string,
  {
    load: () => Promise<unknown>;
    element: TemplateResult;
    find: (root: ParentNode) => MessageDialog | null;
  }
>;
export type MessageDialogName = keyof typeof dialogs;

/** The elements of all dialogs; empty until they are loaded. */
export const messageDialogs: readonly TemplateResult[] = Object.values(dialogs).map(
  ({ element }) => element,
);

/** Opens a dialog among `messageDialogs` in `root`. */
export async function openMessageDialog(
  root: ParentNode,
  name: MessageDialogName,
  shown: ShownMessage,
): Promise<void> {
  const { load, find } = dialogs[name];
  const opener = focusedElement();
  if (await loadChunk<unknown>(load)) await find(root)?.show(shown, opener);
}
