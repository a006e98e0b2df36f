import { css } from "lit";
import { searchFieldStyles } from "../design/index.js";

export const personFinderStyles = css`
  :host {
    display: grid;
    grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr);
    gap: var(--space-xs);
  }
  ${searchFieldStyles}
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
