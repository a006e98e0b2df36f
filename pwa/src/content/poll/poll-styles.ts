import { css } from "lit";

/** A poll in a message's bubble. */
export const pollStyles = css`
  .bubble:has(.poll) {
    width: var(--width-md);
  }
  .poll {
    display: grid;
    gap: var(--space-xs);
    white-space: normal;
  }
  .poll-kind {
    display: flex;
    align-items: center;
    gap: var(--space-2xs);
    color: var(--color-ink-soft);
    font-size: var(--text-xs);
  }
  .poll-kind .icon {
    width: var(--size-icon-sm);
    height: var(--size-icon-sm);
  }
  .poll-question {
    font-weight: var(--weight-bold);
    line-height: var(--leading-tight);
    white-space: pre-line;
  }
  .poll-choices {
    display: grid;
    gap: var(--space-2xs);
  }
  .poll-choice {
    position: relative;
    display: flex;
    align-items: center;
    gap: var(--space-xs);
    width: 100%;
    min-height: var(--size-target);
    padding: var(--space-2xs) var(--space-xs);
    overflow: hidden;
    border: 1px solid var(--color-line-strong);
    border-radius: var(--radius-md);
    background: var(--color-surface);
    color: inherit;
    font: inherit;
    font-size: var(--text-base);
    line-height: var(--leading-tight);
    text-align: start;
    cursor: pointer;
  }
  .poll-choice[aria-disabled] {
    border-color: var(--color-line);
    cursor: default;
  }
  .poll-choice[aria-checked="true"] {
    border-color: var(--color-accent);
  }
  .poll-choice > :not(.poll-bar) {
    z-index: 1;
  }
  .poll-bar {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    width: var(--share);
    background: var(--color-quote);
    transition: width var(--motion-calm) var(--motion-ease);
  }
  .first .poll-bar {
    background: var(--color-selected);
  }
  .poll-mark {
    display: grid;
    flex: none;
    place-items: center;
    width: var(--size-icon);
    height: var(--size-icon);
    border: 1px solid var(--color-line-strong);
    border-radius: var(--radius-full);
    background: var(--color-surface);
  }
  .poll-mark.square {
    border-radius: var(--radius-xs);
  }
  [aria-checked="true"] > .poll-mark {
    border-color: var(--color-accent);
    background: var(--color-accent);
    color: var(--color-on-accent);
  }
  .poll-mark .icon {
    width: var(--size-dot);
    height: var(--size-dot);
  }
  .poll-text {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .poll-count {
    flex: none;
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
    font-variant-numeric: tabular-nums;
  }
  .first .poll-text,
  .first .poll-count {
    color: var(--color-ink);
    font-weight: var(--weight-bold);
  }
  .poll-foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 var(--space-xs);
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .poll-error {
    color: var(--color-danger);
  }
  .poll-link {
    min-height: var(--size-target-sm);
    padding: 0 var(--space-2xs);
    border: 0;
    border-radius: var(--radius-sm);
    background: none;
    color: var(--color-link);
    font: inherit;
    font-weight: var(--weight-bold);
    cursor: pointer;
  }
  @media (hover: hover) {
    .poll-choice:hover:not([aria-disabled]) {
      border-color: var(--color-accent);
    }
    .poll-link:hover {
      text-decoration: underline;
    }
  }
  @media (forced-colors: active) {
    .poll-bar {
      border-block-end: var(--stroke-bar) solid Highlight;
    }
    .poll-choice[aria-checked="true"] {
      border-color: Highlight;
    }
  }
`;
