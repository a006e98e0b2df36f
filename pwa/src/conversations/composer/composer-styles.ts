import { css } from "lit";
import { phone } from "../../design/index.js";

export const composerStyles = css`
  :host {
    display: block;
    padding: var(--space-2xs) var(--space-md) max(var(--space-sm), env(safe-area-inset-bottom));
  }
  form {
    position: relative;
    max-width: var(--size-column);
    margin-inline: auto;
  }
  .row {
    display: flex;
    align-items: end;
    gap: var(--space-2xs);
    padding: var(--space-2xs);
    border: 1px solid var(--color-line-strong);
    border-radius: var(--radius-xl);
    background: var(--color-raised);
  }
  textarea {
    flex: 1;
    min-width: 0;
    min-height: var(--size-target);
    max-height: min(40vh, var(--width-sm));
    padding-block: calc((var(--size-target) - var(--size-line)) / 2);
    padding-inline: var(--space-sm) var(--space-xs);
    border: 0;
    resize: none;
    background: transparent;
    color: inherit;
    font: inherit;
    font-size: var(--text-md);
    line-height: var(--size-line);
    field-sizing: content;
    overflow-y: auto;
    scrollbar-width: thin;
  }
  /* The caret shows the focus: an accent here would compete with the one of unread messages. */
  textarea:focus-visible {
    outline: none;
  }
  textarea::placeholder {
    color: var(--color-ink-faint);
    opacity: 1;
  }
  .more {
    width: var(--size-target);
    min-height: var(--size-target);
    border-radius: var(--radius-full);
    color: var(--color-ink-soft);
  }
  .send {
    width: var(--size-target);
    min-height: var(--size-target);
    border-radius: var(--radius-full);
    background: var(--color-accent);
    color: var(--color-on-accent);
  }
  .send:disabled {
    background: transparent;
    color: var(--color-ink-faint);
    opacity: 1;
  }
  @media (hover: hover) {
    .send:hover:not(:disabled) {
      background: var(--color-accent-hover);
      color: var(--color-on-accent);
    }
  }
  .banner {
    display: flex;
    align-items: center;
    gap: var(--space-xs);
    margin-block-end: var(--space-2xs);
    padding-inline-start: var(--space-sm);
    border-inline-start: var(--stroke-bar) solid var(--color-accent);
    border-radius: var(--radius-sm);
    background: var(--color-quote);
    font-size: var(--text-sm);
    animation: rise var(--motion-calm) var(--motion-ease);
  }
  .banner > .icon {
    color: var(--color-accent);
    width: var(--size-icon);
  }
  .banner p {
    flex: 1;
    min-width: 0;
    line-height: 1.35;
  }
  .banner strong {
    display: block;
    font-weight: var(--weight-bold);
  }
  .banner span {
    display: block;
    overflow: hidden;
    color: var(--color-ink-soft);
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .notes {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    column-gap: var(--space-sm);
  }
  .notes .button {
    margin-block-start: var(--space-2xs);
    padding-inline: var(--space-sm);
    font-size: var(--text-sm);
  }
  .note {
    padding: var(--space-2xs) var(--space-sm) 0;
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .note:empty {
    display: none;
  }
  .wrong {
    color: var(--color-danger);
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(var(--space-xs));
    }
  }
  @media ${phone} {
    :host {
      padding-inline: var(--space-xs);
      padding-block-end: max(var(--space-xs), env(safe-area-inset-bottom));
    }
  }
`;
