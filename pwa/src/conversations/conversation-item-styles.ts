import { css } from "lit";

export const conversationItemStyles = css`
  :host {
    display: block;
  }
  a {
    display: grid;
    grid-template:
      "picture name time" auto
      "picture line mark" auto / auto minmax(0, 1fr) auto;
    column-gap: var(--space-sm);
    row-gap: 0.1rem;
    align-items: center;
    padding: 0.6rem var(--space-sm);
    border-radius: var(--radius-md);
    color: var(--color-ink);
    text-decoration: none;
    transition: background-color var(--motion-quick);
    --presence-edge: var(--color-ground);
  }
  a:focus-visible {
    outline-offset: -2px;
  }
  @media (hover: hover) {
    a:hover {
      background: var(--color-hover);
      --presence-edge: var(--color-hover);
    }
  }
  a[aria-current] {
    background: var(--color-selected);
    --presence-edge: var(--color-selected);
  }
  .picture {
    grid-area: picture;
    position: relative;
  }
  .presence {
    position: absolute;
    inset-block-end: -0.05rem;
    inset-inline-end: -0.05rem;
  }
  .blocked rally-avatar {
    filter: grayscale(1);
    opacity: 0.6;
  }
  .name {
    grid-area: name;
    overflow: hidden;
    font-weight: var(--weight-medium);
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .unread .name {
    font-weight: var(--weight-bold);
  }
  time {
    grid-area: time;
    align-self: baseline;
    color: var(--color-ink-faint);
    font-size: var(--text-xs);
    font-variant-numeric: tabular-nums;
  }
  a[aria-current] time,
  a[aria-current] .line {
    color: var(--color-ink-soft);
  }
  .line {
    grid-area: line;
    display: flex;
    gap: 0.3em;
    min-width: 0;
    min-height: 1.45em;
    color: var(--color-ink-faint);
    font-size: var(--text-sm);
    white-space: nowrap;
  }
  /* In its own direction, so that what is cut off is its end. */
  .said,
  .author {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .said {
    min-width: 4em;
  }
  .author,
  .draft {
    flex: none;
    max-width: 60%;
  }
  .unread .line {
    color: var(--color-ink-soft);
  }
  .author {
    color: var(--color-ink-soft);
  }
  .draft {
    color: var(--color-danger);
  }
  .marks {
    grid-area: mark;
    display: flex;
    gap: var(--space-2xs);
  }
  .badge,
  .mark {
    grid-area: mark;
    justify-self: end;
  }
  .badge {
    min-width: 1.3rem;
    padding: 0.1rem 0.38rem;
    border-radius: var(--radius-full);
    background: var(--color-ball);
    color: var(--color-on-ball);
    font-size: var(--text-xs);
    font-weight: var(--weight-bold);
    font-variant-numeric: tabular-nums;
    line-height: 1.1rem;
    text-align: center;
  }
  @media (forced-colors: active) {
    a[aria-current] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    .badge {
      border: 1px solid;
    }
  }
  .mark {
    color: var(--color-ink-faint);
    font-size: 0.9rem;
  }
  .mark.refused {
    color: var(--color-danger);
  }
`;
