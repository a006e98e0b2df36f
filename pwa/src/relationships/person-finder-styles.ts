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
    inset-inline-start: var(--space-sm);
    margin-block: auto;
    color: var(--color-ink-faint);
  }
  input {
    width: 100%;
    min-height: var(--size-field);
    padding-block: var(--space-xs);
    padding-inline: calc(var(--space-2xl) - var(--space-2xs)) var(--space-sm);
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
    padding: var(--space-xs);
    border-radius: var(--radius-md);
    line-height: 1.3;
    cursor: pointer;
    --avatar-size: var(--size-avatar-md);
  }
  li[aria-selected="true"] {
    background: var(--color-selected);
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
    font-weight: var(--weight-bold);
  }
  .username {
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
`;
