import { css } from "lit";
import { phone } from "../design/index.js";

export const notificationsPageStyles = css`
  .tools {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-md);
    min-height: var(--size-target);
    margin-block-end: var(--space-sm);
    color: var(--color-ink-soft);
  }
  h2 {
    margin-block: var(--space-lg) var(--space-xs);
    color: var(--color-ink-faint);
    font-size: var(--text-sm);
  }
  .tools + section h2 {
    margin-block-start: 0;
  }
  ul {
    display: grid;
    gap: var(--space-3xs);
    margin-inline: calc(-1 * var(--space-sm));
  }
  li {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    border-radius: var(--radius-lg);
  }
  li:hover {
    background: var(--color-hover);
  }
  li.unread {
    background: color-mix(in oklch, var(--color-selected) 45%, var(--color-surface));
  }
  li.unread:hover {
    background: var(--color-selected);
  }
  a.entry {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 0 var(--space-sm);
    align-items: center;
    padding: var(--space-sm);
    border-radius: inherit;
    color: inherit;
    text-decoration: none;
  }
  /* The whole line is clickable; its buttons are above the link. */
  a.entry::after {
    content: "";
    position: absolute;
    inset: 0;
    border-radius: inherit;
  }
  .picture {
    position: relative;
    --avatar-size: var(--size-avatar-lg);
  }
  .kind {
    position: absolute;
    inset-block-end: calc(-1 * var(--space-2xs));
    inset-inline-end: calc(-1 * var(--space-2xs));
    display: grid;
    place-content: center;
    width: var(--size-line);
    height: var(--size-line);
    border: var(--stroke-focus) solid var(--color-surface);
    border-radius: var(--radius-full);
    background: var(--color-accent);
    color: var(--color-on-accent);
    font-size: var(--text-xs);
  }
  .alone {
    display: grid;
    place-content: center;
    width: var(--size-touch);
    height: var(--size-touch);
    border-radius: var(--radius-full);
    background: var(--color-accent-deep);
    color: var(--color-on-accent-deep);
  }
  .what {
    min-width: 0;
  }
  .sentence {
    overflow-wrap: anywhere;
    line-height: 1.3;
  }
  .unread .sentence {
    font-weight: var(--weight-bold);
  }
  .excerpt {
    overflow: hidden;
    margin-block-start: var(--space-3xs);
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  time {
    align-self: start;
    padding-block-start: var(--space-3xs);
    color: var(--color-ink-faint);
    font-size: var(--text-xs);
    white-space: nowrap;
  }
  .unread time {
    color: var(--color-ink-soft);
  }
  .read {
    position: relative;
    z-index: 1;
    margin-inline-end: var(--space-xs);
    border-radius: var(--radius-full);
  }
  .ball {
    width: var(--size-dot);
    height: var(--size-dot);
    border: 1px solid var(--color-highlight-line);
    border-radius: var(--radius-full);
    background: var(--color-highlight);
  }
  .read .icon {
    display: none;
  }
  .read:hover .icon,
  .read:focus-visible .icon {
    display: block;
  }
  .read:hover .ball,
  .read:focus-visible .ball {
    display: none;
  }
  .empty {
    display: grid;
    justify-items: center;
    gap: var(--space-sm);
    padding-block: var(--space-3xl) var(--space-lg);
    text-align: center;
    color: var(--color-ink-soft);
  }
  .empty .court {
    position: relative;
    display: grid;
    place-content: center;
    width: var(--width-2xs);
    height: var(--width-3xs);
    margin-block-end: var(--space-sm);
    border-radius: var(--radius-lg);
    background: var(--color-accent-deep);
    color: var(--color-on-accent-deep);
    font-size: var(--text-2xl);
  }
  /* Illustration of the empty list: the lines of a court and a ball. */
  .empty .court::before {
    content: "";
    position: absolute;
    inset: var(--space-xs);
    border: 1px solid var(--color-accent-lines);
  }
  .empty .court::after {
    content: "";
    position: absolute;
    inset-block-end: var(--space-md);
    inset-inline-end: var(--space-lg);
    width: var(--size-dot);
    height: var(--size-dot);
    border-radius: var(--radius-full);
    background: var(--color-highlight);
  }
  .empty h2 {
    margin: 0;
    color: var(--color-ink);
    font-size: var(--text-lg);
  }
  .empty p {
    max-width: var(--width-md);
  }
  @media ${phone} {
    a.entry {
      grid-template-columns: auto minmax(0, 1fr);
    }
    .picture,
    .alone {
      grid-row: span 2;
      align-self: start;
    }
    time {
      grid-column: 2;
    }
  }
  .more {
    display: block;
    margin: var(--space-lg) auto 0;
  }
`;
