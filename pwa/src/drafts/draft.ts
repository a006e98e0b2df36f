import { draftText } from "@rally/shared/rooms";
import type * as Y from "yjs";
import type { Readable } from "../observable/index.js";
import { rewrite } from "./merge.js";

/** Called for text written elsewhere: the new text, and a function that moves a caret with it. */
export type RemoteChange = (text: string, adjust: (caret: number) => number) => void;

/** The draft of a conversation as plain text, merged with changes from other devices. */
export interface Draft {
  readonly text: string;
  /** Sets the draft's text; `caret` is the caret's position in it. */
  replace(text: string, caret?: number): void;
  /** @returns a function that unsubscribes. */
  onRemote(listener: RemoteChange): () => void;
  /** Empties the draft after its text was sent. */
  clear(): void;
  close(): void;
}

/** Binds a draft to the user's room, whose document is replaced when it is stale. */
export function bindDraft(docs: Readable<Y.Doc>, conversationId: string): Draft {
  const listeners = new Set<RemoteChange>();
  const own = Symbol("draft");
  let text = draftText(docs.value, conversationId);

  const observe = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (transaction.origin === own) return;
    // Deltas are only available during the event; carets may be requested later.
    const moves = movesOf(event);
    tell((caret) => moves.reduce((at, move) => move(at), caret));
  };
  const tell = (adjust: (caret: number) => number): void => {
    const current = text.toJSON();
    for (const listener of listeners) listener(current, adjust);
  };
  const replace = (wanted: string, caret?: number): void => rewrite(text, wanted, caret, own);

  text.observe(observe);
  const unfollow = docs.subscribe((doc) => {
    text.unobserve(observe);
    text = draftText(doc, conversationId);
    text.observe(observe);
    tell((caret) => Math.min(caret, text.length));
  });

  return {
    get text() {
      return text.toJSON();
    },
    replace,
    onRemote(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    clear: () => replace(""),
    close() {
      unfollow();
      text.unobserve(observe);
      listeners.clear();
    },
  };
}

/** Moves a caret by one part of a change. */
function movesOf(event: Y.YTextEvent): ((caret: number) => number)[] {
  const moves: ((caret: number) => number)[] = [];
  let at = 0;
  for (const { retain = 0, insert, delete: removed = 0 } of event.changes.delta) {
    at += retain;
    const index = at;
    if (typeof insert === "string") {
      const { length } = insert;
      moves.push((caret) => (index < caret ? caret + length : caret));
      at += length;
    }
    if (removed > 0) {
      moves.push((caret) => (index < caret ? caret - Math.min(removed, caret - index) : caret));
    }
  }
  return moves;
}
