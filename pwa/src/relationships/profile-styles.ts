import { css } from "lit";

export const profileStyles = css`
  article {
    display: grid;
    gap: var(--space-md);
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-md) var(--space-lg);
    --avatar-size: var(--size-avatar-2xl);
  }
  .who {
    min-width: min(var(--width-sm), 100%);
    flex: 1;
    overflow-wrap: anywhere;
  }
  .name {
    font-size: var(--text-2xl);
    font-weight: var(--weight-bold);
    line-height: var(--leading-tight);
    letter-spacing: var(--tracking-tight);
  }
  .username,
  .since,
  .relation {
    color: var(--color-ink-soft);
  }
  .relation {
    font-size: var(--text-sm);
  }
  .relation:empty {
    display: none;
  }
  .status {
    display: inline-block;
    margin-block: var(--space-xs) var(--space-2xs);
    padding: var(--space-2xs) var(--space-sm);
    border-radius: var(--radius-bubble);
    background: var(--color-bubble);
  }
  .bio {
    white-space: pre-line;
    overflow-wrap: anywhere;
    line-height: var(--leading-text);
  }
  .since {
    font-size: var(--text-sm);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-xs);
    margin-block-start: var(--space-xs);
  }
  .actions .icon {
    width: 1.1em;
    height: 1.1em;
  }
  .refused {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-xs);
    padding: var(--space-sm) var(--space-md);
    border-radius: var(--radius-md);
    background: var(--color-danger-soft);
    color: var(--color-danger);
    font-size: var(--text-sm);
  }
`;
