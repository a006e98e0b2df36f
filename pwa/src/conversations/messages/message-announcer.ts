import { msg, str } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { contentPreview } from "../../content/index.js";
import { errorSentence } from "../../localization/index.js";
import type { Standing } from "../data/blocked.js";
import { authorName } from "../conversation-name.js";
import type { MessageView } from "./message-views.js";
import type { ConversationWindow } from "./conversation-window.js";

/** More new messages than this at once are announced as a number. */
const MOST = 3;

/**
 * Announces messages of others to screen readers, when they arrive while the newest are shown, and
 * the user's refused messages. Pages of history and jumps are not announced, which a live region on
 * the list itself would do.
 */
export class MessageAnnouncer {
  private newestSeq = 0;
  private atEnd = false;
  private refused: ReadonlySet<string> | undefined;
  private words = "";
  /** The announced messages, and when each was last edited. */
  private announced: ReadonlyMap<string, number | undefined> = new Map();
  /** Distinguishes two equal announcements in a row, so that both are read out. */
  private count = 0;

  /** @param lastSeq the newest message when the conversation was opened. */
  start(lastSeq: number): void {
    this.newestSeq = lastSeq;
  }

  /** Call it with each window before it is rendered. */
  follow(shown: ConversationWindow, standing: Standing): void {
    const fresh = shown.rows.filter(({ seq = 0 }) => seq > this.newestSeq);
    this.forgetDeleted(shown.rows);
    const { atEnd } = this;
    this.atEnd = !shown.hasNewer && !shown.detached;
    this.newestSeq = Math.max(this.newestSeq, ...fresh.map(({ seq = 0 }) => seq));
    const announceable = fresh.filter(({ own, hidden, deleted }) => !own && !hidden && !deleted);
    if (atEnd && this.atEnd && announceable.length > 0) {
      this.announce(announcementOf(announceable, shown));
      this.announced = new Map(announceable.map(({ id, editedAt }) => [id, editedAt]));
    }
    const refused = shown.unconfirmed.filter(({ state }) => state === "refused");
    const isNew = ({ id }: MessageView): boolean => this.refused?.has(id) === false;
    const failed = refused.find(isNew);
    this.refused = new Set(refused.map(({ id }) => id));
    if (failed)
      this.announce(
        `${msg("Couldn't send.")} ${errorSentence(failed.error?.code ?? "internal", { isBlocker: standing === "blocked" })}`,
      );
  }

  template(): TemplateResult {
    return html`<div class="visually-hidden announcer" aria-live="polite">
      ${this.words ? keyed(this.count, html`<p dir="auto">${this.words}</p>`) : nothing}
    </div>`;
  }

  /** Clears the announcement of a message that has been deleted or edited. */
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

function announcementOf(views: readonly MessageView[], { people }: ConversationWindow): string {
  if (views.length > MOST) return msg(str`${views.length} new messages`);
  return views
    .map(({ author, content }) => {
      const name = authorName(author, people);
      return `${name}: ${contentPreview(content) ?? ""}`;
    })
    .join("\n");
}
