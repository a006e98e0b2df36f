import { css } from "lit";
import { countStyles } from "../../design/index.js";

export const conversationItemStyles = css`
  ${countStyles}
  :host {
    display: block;
  }
  a {
    display: grid;
    grid-template:
      "picture name time" auto
      "picture line mark" auto / auto minmax(0, 1fr) auto;
    column-gap: var(--space-sm);
    row-gap: var(--space-3xs);
    align-items: center;
    padding: var(--space-xs) var(--space-sm);
    border-radius: var(--radius-md);
    color: var(--color-ink);
    text-decoration: none;
    transition: background-color var(--motion-quick);
    --presence-edge: var(--color-ground);
  }
  a:focus-visible {
    outline-offset: calc(-1 * var(--stroke-focus));
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
    inset-block-end: 0;
    inset-inline-end: 0;
  }
  .blocked rally-avatar {
    filter: grayscale(1);
    opacity: 0.85;
  }
  .name {
    grid-area: name;
    /* The name's own direction orders its words; the page's direction aligns it. */
    justify-self: start;
    max-width: 100%;
    overflow: hidden;
    font-weight: var(--weight-bold);
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .unread .name {
    font-weight: var(--weight-bold);
  }
  time {
    grid-area: time;
    justify-self: end;
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
  /* In the text's own direction, so that its end is truncated. */
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
  .line em {
    overflow: hidden;
    text-overflow: ellipsis;
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
  .count,
  .mark {
    grid-area: mark;
    justify-self: end;
  }
  @media (forced-colors: active) {
    a[aria-current] {
      outline: var(--stroke-focus) solid Highlight;
      outline-offset: calc(-1 * var(--stroke-focus));
    }
  }
  .mark {
    color: var(--color-ink-faint);
    font-size: var(--text-base);
  }
  .mark.refused {
    color: var(--color-danger);
  }
`;
