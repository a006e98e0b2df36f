import type * as Y from "yjs";
import { isId } from "../ids/index.js";

/**
 * The layout of a user's room: a root text `draft.<conversation>` for each draft, by name, so that
 * drafts started offline on two devices merge; and a root map `settings`, for appearance only.
 */
const DRAFT = "draft.";
const SETTINGS = "settings";

/** The draft of a conversation; created if missing. */
export function draftText(doc: Y.Doc, conversationId: string): Y.Text {
  return doc.getText(`${DRAFT}${conversationId}`);
}

/** The appearance settings, shared by all devices of the user. */
export function settingsMap(doc: Y.Doc): Y.Map<string | number | boolean | null> {
  return doc.getMap(SETTINGS);
}

/** The kind of the root type with this name; undefined for a name outside this layout. */
export function userRoomRoot(name: string): "draft" | "settings" | undefined {
  if (name === SETTINGS) return "settings";
  return name.startsWith(DRAFT) && isId(name.slice(DRAFT.length)) ? "draft" : undefined;
}

/** The ids of conversations whose draft has text. */
export function draftedConversations(doc: Y.Doc): string[] {
  return [...doc.share.keys()]
    .filter((name) => userRoomRoot(name) === "draft")
    .map((name) => name.slice(DRAFT.length))
    .filter((id) => draftText(doc, id).length > 0);
}
