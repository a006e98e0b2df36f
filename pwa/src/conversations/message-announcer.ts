import { msg, str } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { errorSentence } from "../localization/index.js";
import { authorName } from "./conversation-name.js";
import type { MessageView } from "./view.js";
import type { ConversationWindow } from "./window.js";

/** More new messages than this at once are counted instead of read out. */
const MOST = 3;

/**
 * What a screen reader announces of a conversation: messages by others that come while its end is
 * open, and own ones that were refused. Pages of history and jumps are not announced; to have the
 * list itself as the live region would read out each of them.
 */
export class MessageAnnouncer {
  private newestSeq = 0;
  private atEnd = false;
  private refused: ReadonlySet<string> | undefined;
  private words = "";
  /** The messages that the words are of, and when each had last been edited. */
  private announced: ReadonlyMap<string, number | undefined> = new Map();
  /** Two equal announcements in a row are two elements, so that both are read out. */
  private count = 0;

  /** `lastSeq` is the newest message when the conversation was opened: it was there before. */
  start(lastSeq: number): void {
    this.newestSeq = lastSeq;
  }

  /** To be called with each window that is about to be rendered. */
  follow(shown: ConversationWindow): void {
    const fresh = shown.rows.filter(({ seq = 0 }) => seq > this.newestSeq);
    this.forgetDeleted(shown.rows);
    const { atEnd } = this;
    this.atEnd = !shown.hasNewer;
    this.newestSeq = Math.max(this.newestSeq, ...fresh.map(({ seq = 0 }) => seq));
    const said = fresh.filter(({ own, hidden, deleted }) => !own && !hidden && !deleted);
    if (atEnd && this.atEnd && said.length > 0) {
      this.announce(messageWords(said, shown));
      this.announced = new Map(said.map(({ id, editedAt }) => [id, editedAt]));
    }
    const refused = shown.pending.filter(({ state }) => state === "refused");
    const isNew = ({ id }: MessageView): boolean => this.refused?.has(id) === false;
    const failed = refused.find(isNew);
    this.refused = new Set(refused.map(({ id }) => id));
    if (failed)
      this.announce(`${msg("Not sent.")} ${errorSentence(failed.error?.code ?? "internal")}`);
  }

  template(): TemplateResult {
    return html`<div class="visually-hidden announcer" aria-live="polite">
      ${this.words ? keyed(this.count, html`<p dir="auto">${this.words}</p>`) : nothing}
    </div>`;
  }

  /** Clears the announcement of a message that was deleted or edited since. */
  private forgetDeleted(rows: readonly MessageView[]): void {
    const isGone = ({ id, deleted, editedAt }: MessageView): boolean =>
      this.announced.has(id) && (deleted || editedAt !== this.announced.get(id));
    if (rows.some(isGone)) this.words = "";
  }

  private announce(words: string): void {
    this.announced = new Map();
    this.words = words;
    this.count += 1;
  }
}

function messageWords(views: readonly MessageView[], { people }: ConversationWindow): string {
  if (views.length > MOST) return msg(str`${views.length} new messages`);
  return views
    .map(({ author, content }) => {
      const name = authorName(author === null ? undefined : people.get(author));
      return `${name}: ${content?.body ?? ""}`;
    })
    .join("\n");
}
