import { css } from "lit";
import { phone } from "../../design/index.js";
import { customEmojiStyles } from "../../expressions/index.js";

/** The list of slash commands above the text field. */
export const slashStyles = css`
  ${customEmojiStyles}
  .slash-panel {
    position: absolute;
    z-index: 2;
    inset-inline: 0;
    inset-block-end: calc(100% + var(--space-xs));
    max-height: min(var(--width-md), 50dvh);
    padding: var(--space-2xs);
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    border: 1px solid var(--color-line);
    border-radius: var(--radius-lg);
    background: var(--color-raised);
    box-shadow: var(--shadow-lg);
    animation: rise var(--motion-quick) var(--motion-ease);
  }
  .slash-hint,
  .slash-panel li {
    display: flex;
    align-items: center;
    column-gap: var(--space-sm);
    min-height: var(--size-target);
    padding: var(--space-2xs) var(--space-sm);
    border-radius: var(--radius-md);
    line-height: 1.35;
  }
  .slash-panel li {
    cursor: pointer;
    --avatar-size: var(--size-avatar-sm);
  }
  .slash-panel li[aria-selected="true"] {
    background: var(--color-selected);
  }
  .slash-hint + ul:not([hidden]) {
    margin-block-start: var(--space-2xs);
    padding-block-start: var(--space-2xs);
    border-block-start: 1px solid var(--color-line);
  }
  .slash-panel .usage {
    flex: none;
    color: var(--color-ink-faint);
  }
  .slash-panel .usage b {
    color: var(--color-ink);
    font-weight: var(--weight-bold);
  }
  .slash-panel .usage mark {
    background: none;
    color: var(--color-ink);
    font-weight: var(--weight-bold);
  }
  .slash-panel .help {
    min-width: 0;
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .slash-panel .command .help,
  .slash-hint .help {
    margin-inline-start: auto;
    text-align: end;
  }
  .slash-panel .symbol {
    display: grid;
    flex: none;
    place-items: center;
    min-width: var(--size-avatar-sm);
    font-size: var(--text-xl);
    line-height: 1;
  }
  .slash-panel .duration .symbol {
    color: var(--color-ink-soft);
    font-size: var(--text-base);
  }
  .slash-panel :is(.person, .group, .duration, .emoji) span:not(.symbol) {
    min-width: 0;
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .slash-panel .name {
    font-weight: var(--weight-bold);
  }
  @media (forced-colors: active) {
    .slash-panel li[aria-selected="true"] {
      outline: var(--focus-ring);
      outline-offset: calc(-1 * var(--stroke-focus));
    }
  }
  @media ${phone} {
    .slash-hint,
    .slash-panel .command {
      flex-direction: column;
      align-items: start;
      justify-content: center;
    }
    .slash-panel .command .help,
    .slash-hint .help {
      margin-inline-start: 0;
      text-align: start;
    }
  }
`;
