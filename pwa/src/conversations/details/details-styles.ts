import { css } from "lit";

export const detailsStyles = css`
  :host {
    display: block;
  }
  section + section {
    margin-block-start: var(--space-md);
    padding-block-start: var(--space-md);
    border-block-start: 1px solid var(--color-line);
  }
  h2 {
    margin-block-end: var(--space-xs);
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
    letter-spacing: normal;
  }
  .about {
    display: grid;
    justify-items: center;
    gap: var(--space-xs);
    text-align: center;
    overflow-wrap: anywhere;
    text-wrap: balance;
    --avatar-size: var(--size-avatar-xl);
  }
  .about > p {
    max-width: 100%;
  }
  .name {
    font-size: var(--text-lg);
    font-weight: var(--weight-bold);
    line-height: var(--leading-tight);
  }
  .status {
    padding: var(--space-2xs) var(--space-sm);
    border-radius: var(--radius-bubble);
    background: var(--color-bubble);
  }
  .bio {
    white-space: pre-line;
  }
  .faint {
    color: var(--color-ink-soft);
  }
  .small {
    font-size: var(--text-sm);
  }
  .small:empty {
    display: none;
  }
  .small + .actions {
    margin-block-start: var(--space-xs);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-xs);
  }
  .disclosures {
    display: grid;
    gap: var(--space-xs);
  }
  .add {
    margin-block-end: var(--space-xs);
  }
  .ends {
    display: grid;
    justify-items: start;
    gap: var(--space-xs);
  }
  .leave {
    color: var(--color-danger);
  }
  .levels label {
    display: flex;
    align-items: center;
    gap: var(--space-sm);
    min-height: var(--size-target);
    padding-inline: var(--space-xs);
    margin-inline: calc(-1 * var(--space-xs));
    border-radius: var(--radius-md);
    cursor: pointer;
  }
  .levels input {
    flex: none;
    width: var(--size-icon);
    height: var(--size-icon);
    margin: 0;
    accent-color: var(--color-accent);
  }
  @media (hover: hover) {
    .levels label:hover {
      background: var(--color-hover);
    }
  }
`;
