import { msg } from "@lit/localize";
import { css, html, type TemplateResult } from "lit";
import { emojiTemplate } from "../../expressions/index.js";
import type { ReactionView } from "./message-views.js";

/** The reactions to a message; a click adds or removes the user's own. */
export function reactionsTemplate(
  reactions: readonly ReactionView[],
  options: { tabIndex: "0" | "-1"; disabled: boolean; toggle: (emoji: string) => void },
): TemplateResult {
  const { tabIndex, disabled, toggle } = options;
  return html`<div class="reactions" role="group" aria-label=${msg("Reactions")}>
    ${reactions.map(
      ({ emoji, count, mine }) =>
        html`<button
          type="button"
          class="reaction"
          aria-pressed=${mine ? "true" : "false"}
          tabindex=${tabIndex}
          ?disabled=${disabled}
          @click=${() => {
            toggle(emoji);
          }}
        >
          ${emojiTemplate(emoji)}<span class="count">${count}</span>
        </button>`,
    )}
  </div>`;
}

export const reactionStyles = css`
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2xs);
    padding-block-start: var(--space-2xs);
  }
  .reaction {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2xs);
    min-height: var(--size-target-sm);
    padding: 0 var(--space-xs);
    border: 1px solid var(--color-line);
    border-radius: var(--radius-full);
    background: var(--color-surface);
    color: var(--color-ink-soft);
    font: inherit;
    font-size: var(--text-sm);
    font-variant-numeric: tabular-nums;
    cursor: pointer;
  }
  .reaction[aria-pressed="true"] {
    border-color: var(--color-accent);
    color: var(--color-accent);
    font-weight: var(--weight-bold);
  }
  @media (pointer: coarse) {
    .reaction {
      min-height: var(--size-touch);
    }
  }
`;
