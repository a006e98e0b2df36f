import { css } from "lit";

/**
 * Buttons: `.button` (quiet), with `.primary` or `.danger`; `.icon-button` for one that shows an
 * icon alone and is named by `aria-label`.
 */
export const buttonStyles = css`
  button {
    font: inherit;
    color: inherit;
    cursor: pointer;
    touch-action: manipulation;
  }
  .button,
  .icon-button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-xs);
    min-height: var(--size-target);
    border: 1px solid transparent;
    border-radius: var(--radius-md);
    background: transparent;
    text-decoration: none;
    transition:
      background-color var(--motion-quick),
      color var(--motion-quick),
      transform var(--motion-quick) var(--motion-ease);
  }
  .button {
    padding: 0.4rem var(--space-md);
    border-color: var(--color-line);
    background: var(--color-raised);
    color: var(--color-ink);
    font-weight: var(--weight-medium);
    line-height: var(--leading-tight);
  }
  .icon-button {
    flex: none;
    width: var(--size-target);
    padding: 0;
    color: var(--color-ink-soft);
  }
  .button.plain {
    border-color: transparent;
    background: transparent;
    color: var(--color-link);
  }
  .button.primary {
    border-color: transparent;
    background: var(--color-court);
    color: var(--color-on-court);
  }
  .button.danger {
    border-color: transparent;
    background: var(--color-danger-fill);
    color: var(--color-on-danger);
  }
  .button:active:not(:disabled),
  .icon-button:active:not(:disabled) {
    transform: scale(0.97);
  }
  .button:disabled,
  .icon-button:disabled {
    cursor: default;
    opacity: 0.5;
  }
  @media (hover: hover) {
    .button:hover:not(:disabled),
    .icon-button:hover:not(:disabled) {
      background: var(--color-hover);
      color: var(--color-ink);
    }
    .button.primary:hover:not(:disabled) {
      background: var(--color-court-hover);
      color: var(--color-on-court);
    }
    .button.danger:hover:not(:disabled) {
      background: var(--color-danger-fill);
      color: var(--color-on-danger);
      filter: brightness(0.94);
    }
  }
`;
