import { css } from "lit";

export const composerStyles = css`
  :host {
    display: block;
    padding: var(--space-2xs) var(--space-md) max(var(--space-sm), env(safe-area-inset-bottom));
  }
  form {
    max-width: var(--size-column);
    margin-inline: auto;
  }
  .row {
    display: flex;
    align-items: end;
    gap: var(--space-2xs);
    padding: 0.3rem;
    border: 1px solid var(--color-line-strong);
    border-radius: 1.5rem;
    background: var(--color-raised);
    transition: border-color var(--motion-quick);
  }
  .row:focus-within {
    outline: 2px solid var(--color-focus);
    outline-offset: -1px;
    border-color: transparent;
  }
  textarea {
    flex: 1;
    min-width: 0;
    min-height: 2.25rem;
    max-height: min(40vh, 16rem);
    padding: 0.36rem 0.4rem 0.36rem 0.75rem;
    border: 0;
    resize: none;
    background: transparent;
    color: inherit;
    font: inherit;
    font-size: var(--text-md);
    line-height: 1.5rem;
    field-sizing: content;
    overflow-y: auto;
    scrollbar-width: thin;
  }
  /* The row around it shows the focus. */
  textarea:focus-visible {
    outline: none;
  }
  textarea::placeholder {
    color: var(--color-ink-faint);
    opacity: 1;
  }
  .send {
    width: 2.25rem;
    min-height: 2.25rem;
    border-radius: var(--radius-full);
    background: var(--color-court);
    color: var(--color-on-court);
  }
  .send:disabled {
    background: transparent;
    color: var(--color-ink-faint);
    opacity: 1;
  }
  @media (pointer: coarse) {
    .send {
      width: 2.75rem;
      min-height: 2.75rem;
    }
    textarea {
      min-height: 2.75rem;
      padding-block: 0.62rem;
    }
  }
  @media (hover: hover) {
    .send:hover:not(:disabled) {
      background: var(--color-court-hover);
      color: var(--color-on-court);
    }
  }
  .banner {
    display: flex;
    align-items: center;
    gap: var(--space-xs);
    margin-block-end: var(--space-2xs);
    padding-inline-start: var(--space-sm);
    border-inline-start: 3px solid var(--color-court);
    border-radius: var(--radius-sm);
    background: var(--color-quote);
    font-size: var(--text-sm);
    animation: rise var(--motion-calm) var(--motion-ease);
  }
  .banner > .icon {
    color: var(--color-court);
    width: 1.1rem;
  }
  .banner p {
    flex: 1;
    min-width: 0;
    line-height: 1.35;
  }
  .banner strong {
    display: block;
    font-weight: var(--weight-medium);
  }
  .banner span {
    display: block;
    overflow: hidden;
    color: var(--color-ink-soft);
    white-space: nowrap;
    text-overflow: ellipsis;
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
      transform: translateY(0.4rem);
    }
  }
  @media (max-width: 30rem) {
    :host {
      padding-inline: var(--space-xs);
      padding-block-end: max(var(--space-xs), env(safe-area-inset-bottom));
    }
  }
`;
