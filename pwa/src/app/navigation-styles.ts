import { css } from "lit";

/** A bar of five places; from 900 px a rail, with oneself at its end. */
export const navigationStyles = css`
  :host {
    display: block;
    height: 100%;
  }
  nav {
    height: 100%;
    background: var(--color-ground);
    padding-block-end: env(safe-area-inset-bottom);
  }
  ul {
    display: grid;
    grid-auto-columns: minmax(min-content, 1fr);
    grid-auto-flow: column;
    column-gap: var(--space-2xs);
    height: var(--size-places);
    padding-inline: max(var(--space-3xs), env(safe-area-inset-left))
      max(var(--space-3xs), env(safe-area-inset-right));
  }
  .brand,
  .self {
    display: none;
  }
  li a {
    display: grid;
    align-content: center;
    justify-items: center;
    gap: var(--space-3xs);
    height: 100%;
    border-radius: var(--radius-md);
    color: var(--color-ink-faint);
    font-size: var(--text-2xs);
    font-weight: var(--weight-medium);
    line-height: var(--leading-tight);
    text-decoration: none;
    touch-action: manipulation;
  }
  a:focus-visible {
    outline-offset: -3px;
  }
  .picture {
    position: relative;
    display: grid;
    place-items: center;
    width: 3.25rem;
    height: 1.75rem;
    border-radius: var(--radius-full);
    font-size: 1.0625rem;
    transition: background-color var(--motion-calm) var(--motion-ease);
  }
  .label {
    white-space: nowrap;
  }
  a[aria-current] {
    color: var(--color-ink);
    font-weight: var(--weight-bold);
  }
  a[aria-current] .picture {
    background: var(--color-selected);
    color: var(--color-link);
  }
  @media (hover: hover) {
    li a:hover {
      color: var(--color-ink);
    }
    li a:not([aria-current]):hover .picture {
      background: var(--color-hover);
    }
  }
  @media (forced-colors: active) {
    a[aria-current] .picture,
    .count {
      border: 2px solid Highlight;
    }
  }
  .count {
    position: absolute;
    inset-block-start: -0.3rem;
    inset-inline-start: calc(50% + 0.3rem);
    min-width: 1.15rem;
    padding-inline: 0.28rem;
    border-radius: var(--radius-full);
    background: var(--color-ball);
    box-shadow: 0 0 0 2px var(--color-ground);
    color: var(--color-on-ball);
    font-size: var(--text-2xs);
    font-weight: var(--weight-bold);
    font-variant-numeric: tabular-nums;
    line-height: 1.15rem;
    text-align: center;
  }
  @media (max-width: 56.24rem) {
    nav {
      container-type: inline-size;
    }
    @container (inline-size < 23rem) {
      li a {
        font-size: 0.625rem;
      }
      .picture {
        width: 2.75rem;
      }
    }
    /* Much larger text: the drawings alone, their names for who does not see them. */
    @container (inline-size < 18rem) {
      .label {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
      .picture {
        width: auto;
      }
    }
  }
  @media (min-width: 56.25rem) {
    nav {
      display: grid;
      grid-template-rows: auto minmax(0, 1fr) auto;
      justify-items: center;
      overflow-y: auto;
      padding-block: max(0.75rem, env(safe-area-inset-top)) var(--space-sm);
      scrollbar-width: none;
    }
    .brand,
    .self {
      display: block;
      text-decoration: none;
      border-radius: var(--radius-md);
    }
    .self {
      border-radius: var(--radius-full);
      --avatar-size: 2.5rem;
    }
    ul {
      grid-auto-flow: row;
      grid-template-columns: minmax(0, 1fr);
      grid-auto-rows: 3.75rem;
      align-content: start;
      width: 100%;
      height: 100%;
      padding: var(--space-md) var(--space-3xs);
      /* The last one stands at the end, by oneself. */
      grid-template-rows: repeat(4, 3.75rem) minmax(3.75rem, 1fr);
    }
    li:last-child {
      align-self: end;
      height: 3.75rem;
    }
  }
`;
