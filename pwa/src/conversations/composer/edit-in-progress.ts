import type { RallyDatabase } from "../../database/index.js";
import { SavedText } from "./saved-text.js";
import type { MessageView } from "../messages/message-views.js";
import { messageView } from "../messages/conversation-window.js";
import { contentText } from "../../content/index.js";

/** The text of an edit in progress. It is saved while typing, and restored if the page closes. */
export class EditInProgress {
  text = "";
  private saved: SavedText<`edit.${string}`> | undefined;
  /** The restored edit. */
  private interrupted: { messageId: string; text: string } | undefined;

  /** @returns the message of a saved edit, unless the edit would change nothing. */
  async open(database: RallyDatabase, conversationId: string): Promise<MessageView | undefined> {
    this.close();
    const saved = new SavedText(database, `edit.${conversationId}`);
    this.saved = saved;
    const interrupted = await saved.read();
    if (!interrupted) return undefined;
    const { messageId, text } = interrupted;
    const view = await messageView(database, conversationId, messageId);
    if (this.saved !== saved || !view) return undefined;
    if (view.deleted || contentText(view.content) === text) {
      saved.save(undefined);
      return undefined;
    }
    this.interrupted = interrupted;
    return view;
  }

  /** Starts with the message's text, or with its saved edit. */
  begin(view: MessageView | undefined): void {
    const { interrupted } = this;
    this.interrupted = undefined;
    this.text =
      view && interrupted?.messageId === view.id ? interrupted.text : contentText(view?.content);
  }

  type(messageId: string, text: string): void {
    this.text = text;
    this.saved?.save({ messageId, text });
  }

  /** Saves the text again: storing the edit deleted what was saved. */
  saveAgain(messageId: string): void {
    this.type(messageId, this.text);
  }

  forget(): void {
    this.saved?.save(undefined);
  }

  /** Resolves when it is saved, or saving has failed. */
  async settled(): Promise<void> {
    await this.saved?.settled().catch(() => undefined);
  }

  close(): void {
    this.saved?.close();
    this.saved = undefined;
  }
}
