import { msg } from "@lit/localize";
import { html, type TemplateResult } from "lit";
import { icon } from "../../design/index.js";

/** The entry at the end of the list that opens the archived conversations. */
export function archivedEntry(count: number, open: () => void): TemplateResult {
  return html`<button type="button" class="archived" @click=${open}>
    ${icon("archive")}<span>${msg("Archived")}</span>
    <span class="how-many">${count}</span>
    ${icon("chevronRight")}
  </button>`;
}

/** The head of the archived conversations, with the way back to all others. */
export function archivedHead(level: 1 | 2, back: () => void): TemplateResult {
  return html`<div class="bar">
    <button
      type="button"
      class="icon-button back"
      aria-label=${msg("Back to your chats")}
      title=${msg("Back to your chats")}
      @click=${back}
    >
      ${icon("arrowLeft")}
    </button>
    <h2 class="archive-title" aria-level=${level}>${msg("Archived")}</h2>
  </div>`;
}

/** Shown when nothing is archived any more. */
export function nothingArchived(): TemplateResult {
  return html`<div class="empty">
    <p>${msg("Nothing's archived. Archived chats wait here until someone writes in them.")}</p>
  </div>`;
}
