import { css } from "lit";

/**
 * Buttons: `.button` (quiet), with `.primary` or `.danger`; `.icon-button` for a button that shows
 * only an icon and is named by `aria-label`.
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
    padding: var(--space-xs) var(--space-md);
    border-color: var(--button-line, var(--color-line));
    background: var(--button-fill, var(--color-raised));
    color: var(--color-ink);
    font-weight: var(--weight-bold);
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
    background: var(--color-accent);
    color: var(--color-on-accent);
  }
  .button.danger {
    border-color: transparent;
    background: var(--color-danger-fill);
    color: var(--color-on-danger);
  }
  .button:active:not(:disabled, [aria-disabled="true"]),
  .icon-button:active:not(:disabled, [aria-disabled="true"]) {
    transform: scale(0.97);
  }
  /* A busy button is not disabled, because it would lose the keyboard focus. */
  .button:is(:disabled, [aria-disabled="true"]),
  .icon-button:is(:disabled, [aria-disabled="true"]) {
    cursor: default;
    opacity: 0.5;
  }
  @media (hover: hover) {
    .button:hover:not(:disabled, [aria-disabled="true"]),
    .icon-button:hover:not(:disabled, [aria-disabled="true"]) {
      background: var(--color-hover);
      color: var(--color-ink);
    }
    .button.primary:hover:not(:disabled, [aria-disabled="true"]) {
      background: var(--color-accent-hover);
      color: var(--color-on-accent);
    }
    .button.danger:hover:not(:disabled, [aria-disabled="true"]) {
      background: var(--color-danger-fill);
      color: var(--color-on-danger);
      filter: brightness(0.94);
    }
  }
`;
