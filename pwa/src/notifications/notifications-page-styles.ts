import { css } from "lit";

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
    letter-spacing: 0;
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
  /* The whole of the line leads there; what can be done with it lies above. */
  a.entry::after {
    content: "";
    position: absolute;
    inset: 0;
    border-radius: inherit;
  }
  .picture {
    position: relative;
    --avatar-size: 2.75rem;
  }
  .kind {
    position: absolute;
    inset-block-end: -0.2rem;
    inset-inline-end: -0.3rem;
    display: grid;
    place-content: center;
    width: 1.4rem;
    height: 1.4rem;
    border: 2px solid var(--color-surface);
    border-radius: var(--radius-full);
    background: var(--color-court);
    color: var(--color-on-court);
    font-size: 0.62rem;
  }
  .alone {
    display: grid;
    place-content: center;
    width: 2.75rem;
    height: 2.75rem;
    border-radius: var(--radius-full);
    background: var(--color-court-deep);
    color: var(--color-on-court-deep);
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
    padding-block-start: 0.15rem;
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
    width: 0.7rem;
    height: 0.7rem;
    border: 1px solid var(--color-ball-line);
    border-radius: var(--radius-full);
    background: var(--color-ball);
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
    width: 9rem;
    height: 6rem;
    margin-block-end: var(--space-sm);
    border-radius: var(--radius-lg);
    background: var(--color-court-deep);
    color: var(--color-on-court-deep);
    font-size: 1.75rem;
  }
  /* The lines of a court, and the ball that is not in play. */
  .empty .court::before {
    content: "";
    position: absolute;
    inset: 0.6rem;
    border: 1px solid var(--color-court-lines);
  }
  .empty .court::after {
    content: "";
    position: absolute;
    inset-block-end: 1rem;
    inset-inline-end: 1.3rem;
    width: 0.8rem;
    height: 0.8rem;
    border-radius: var(--radius-full);
    background: var(--color-ball);
  }
  .empty h2 {
    margin: 0;
    color: var(--color-ink);
    font-size: var(--text-lg);
  }
  .empty p {
    max-width: 26rem;
  }
  @media (max-width: 30rem) {
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
