import { css } from "lit";

export const personFinderStyles = css`
  :host {
    display: grid;
    grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr);
    gap: var(--space-xs);
  }
  .box {
    position: relative;
  }
  .box .icon {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0.8rem;
    margin-block: auto;
    color: var(--color-ink-faint);
  }
  input {
    width: 100%;
    min-height: 2.875rem;
    padding: 0.5rem 0.8rem 0.5rem 2.6rem;
    border: 1px solid var(--color-line-strong);
    border-radius: var(--radius-md);
    background: var(--color-raised);
    color: var(--color-ink);
    font: inherit;
    font-size: var(--text-md);
  }
  input::placeholder {
    color: var(--color-ink-faint);
    opacity: 1;
  }
  input:focus-visible {
    outline-offset: -1px;
  }
  .note {
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .note:empty {
    margin-block-start: calc(var(--space-xs) * -1);
  }
  ul {
    overflow-y: auto;
    margin-inline: calc(var(--space-xs) * -1);
    scrollbar-width: thin;
  }
  li {
    display: grid;
    grid-template: "picture name" auto "picture username" auto / auto minmax(0, 1fr);
    column-gap: var(--space-sm);
    align-items: center;
    padding: 0.45rem var(--space-xs);
    border-radius: var(--radius-md);
    line-height: 1.3;
    cursor: pointer;
    --avatar-size: 2.5rem;
  }
  li[aria-selected="true"] {
    background: var(--color-hover);
  }
  rally-avatar {
    grid-area: picture;
  }
  .name,
  .username {
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .name {
    font-weight: var(--weight-medium);
  }
  .username {
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
`;
