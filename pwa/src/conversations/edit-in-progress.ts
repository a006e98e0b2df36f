import type { RallyDatabase } from "../database/index.js";
import { SavedWords } from "./saved-words.js";
import type { MessageView } from "./view.js";
import { messageView } from "./window.js";

/** What an edit says so far; it is saved as it is typed, and goes on after the page's end. */
export class EditInProgress {
  text = "";
  private saved: SavedWords<`edit.${string}`> | undefined;
  /** What an edit said when its page ended. */
  private interrupted: { messageId: string; text: string } | undefined;

  /** @returns the message whose edit was cut short, unless there is nothing left to change. */
  async open(database: RallyDatabase, conversationId: string): Promise<MessageView | undefined> {
    this.close();
    const saved = new SavedWords(database, `edit.${conversationId}`);
    this.saved = saved;
    const interrupted = await saved.read();
    if (!interrupted) return undefined;
    const { messageId, text } = interrupted;
    const view = await messageView(database, conversationId, messageId);
    if (this.saved !== saved || !view) return undefined;
    if (view.deleted || view.content?.body === text) {
      saved.save(undefined);
      return undefined;
    }
    this.interrupted = interrupted;
    return view;
  }

  /** Begins with what the message says, or with what its interrupted edit said. */
  begin(view: MessageView | undefined): void {
    const { interrupted } = this;
    this.interrupted = undefined;
    this.text =
      view && interrupted?.messageId === view.id ? interrupted.text : (view?.content?.body ?? "");
  }

  type(messageId: string, text: string): void {
    this.text = text;
    this.saved?.save({ messageId, text });
  }

  /** Saves it once more: what was saved went with the edit that has just been stored. */
  saveAgain(messageId: string): void {
    this.type(messageId, this.text);
  }

  forget(): void {
    this.saved?.save(undefined);
  }

  /** Resolves once it is saved, or cannot be. */
  async settled(): Promise<void> {
    await this.saved?.settled().catch(() => undefined);
  }

  close(): void {
    this.saved?.close();
    this.saved = undefined;
  }
}
