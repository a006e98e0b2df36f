import { msg } from "@lit/localize";

/** Where a shortcut works; the sheet groups them by it, in this order. */
export const shortcutPlaces = {
  anywhere: () => msg("Anywhere"),
  chats: () => msg("In the list of chats"),
  messages: () => msg("Among messages"),
  writing: () => msg("While you write"),
} as const;

/** What opens over any page; the signed-in frame listens for these events. */
export type OverlayEvent = "open-palette" | "open-shortcuts" | "new-chat";

export interface Shortcut {
  id: string;
  place: keyof typeof shortcutPlaces;
  /** Each is a key by its `KeyboardEvent.key`, after `Mod+` (Ctrl, or ⌘ on Apple devices) or `Shift+`. */
  keys: readonly string[];
  words: () => string;
  /** What it opens; missing when the component that has the focus handles the keys itself. */
  opens?: OverlayEvent;
}

/**
 * Every shortcut. One that opens something is registered by this entry alone. The keys of the others
 * belong to their components, and `tests/browser/shortcuts.test.ts` presses each of them.
 */
export const shortcuts: readonly Shortcut[] = [
  {
    id: "search",
    place: "anywhere",
    keys: ["Mod+k"],
    words: () => msg("Search chats, people and commands"),
    opens: "open-palette",
  },
  {
    id: "shortcuts",
    place: "anywhere",
    keys: ["?", "Mod+/"],
    words: () => msg("Show keyboard shortcuts"),
    opens: "open-shortcuts",
  },
  {
    id: "next-chat",
    place: "chats",
    keys: ["ArrowUp", "ArrowDown"],
    words: () => msg("Previous or next chat"),
  },
  { id: "open-chat", place: "chats", keys: ["Enter"], words: () => msg("Open the chat") },
  {
    id: "next-message",
    place: "messages",
    keys: ["ArrowUp", "ArrowDown"],
    words: () => msg("Previous or next message"),
  },
  {
    id: "ends",
    place: "messages",
    keys: ["Home", "End"],
    words: () => msg("First or last message shown"),
  },
  {
    id: "message-menu",
    place: "messages",
    keys: ["Enter"],
    words: () => msg("Actions for the message"),
  },
  { id: "send", place: "writing", keys: ["Enter"], words: () => msg("Send the message") },
  { id: "bold", place: "writing", keys: ["Mod+b"], words: () => msg("Bold") },
  { id: "italic", place: "writing", keys: ["Mod+i"], words: () => msg("Italic") },
  { id: "code", place: "writing", keys: ["Mod+e"], words: () => msg("Code") },
  { id: "strike", place: "writing", keys: ["Mod+Shift+x"], words: () => msg("Strikethrough") },
  { id: "new-line", place: "writing", keys: ["Shift+Enter"], words: () => msg("Start a new line") },
  {
    id: "edit-last",
    place: "writing",
    keys: ["ArrowUp"],
    words: () => msg("Edit your last message, when the field is empty"),
  },
  {
    id: "call-off",
    place: "writing",
    keys: ["Escape"],
    words: () => msg("Cancel an edit or a reply"),
  },
];
