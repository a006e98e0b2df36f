import type * as Y from "yjs";
import { isId } from "../ids/index.js";

/**
 * The layout of a user's room: a root text `draft.<conversation>` each (made by name, so that two
 * devices which start one offline merge), and the root map `settings` (looks only).
 */
const DRAFT = "draft.";
const SETTINGS = "settings";

/** The draft of one conversation; made when there is none. */
export function draftText(doc: Y.Doc, conversationId: string): Y.Text {
  return doc.getText(`${DRAFT}${conversationId}`);
}

/** The looks that a user chose, the same on each device. */
export function settingsMap(doc: Y.Doc): Y.Map<string | number | boolean | null> {
  return doc.getMap(SETTINGS);
}

/** Which kind of root a name is in this layout; undefined for a name that has no place in it. */
export function userRoomRoot(name: string): "draft" | "settings" | undefined {
  if (name === SETTINGS) return "settings";
  return name.startsWith(DRAFT) && isId(name.slice(DRAFT.length)) ? "draft" : undefined;
}

/** The conversations that have a draft with text in it. */
export function draftedConversations(doc: Y.Doc): string[] {
  return [...doc.share.keys()]
    .filter((name) => userRoomRoot(name) === "draft")
    .map((name) => name.slice(DRAFT.length))
    .filter((id) => draftText(doc, id).length > 0);
}
