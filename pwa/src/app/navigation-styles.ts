import { css } from "lit";
import { countStyles, iconsOnly, onePane, twoPanes } from "../design/index.js";

/** A bar with six entries; from 900 px a rail, with the settings at its end. */
export const navigationStyles = css`
  ${countStyles}
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
    column-gap: var(--space-3xs);
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
    font-size: var(--text-xs);
    line-height: var(--leading-tight);
    text-decoration: none;
    touch-action: manipulation;
  }
  a:focus-visible {
    outline-offset: calc(-1 * var(--stroke-bar));
  }
  .picture {
    position: relative;
    display: grid;
    place-items: center;
    width: var(--size-pill);
    height: var(--size-pill-height);
    border-radius: var(--radius-full);
    font-size: var(--text-md);
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
      border: var(--stroke-focus) solid Highlight;
    }
  }
  .count {
    position: absolute;
    inset-block-start: calc(-1 * var(--space-2xs));
    inset-inline-start: calc(50% + var(--space-2xs));
    box-shadow: 0 0 0 var(--stroke-focus) var(--color-ground);
  }
  @media ${onePane} {
    nav {
      container-type: inline-size;
    }
    /* On narrow screens or with large text, only icons; labels for screen readers. */
    @container ${iconsOnly} {
      .label {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
      li a {
        grid-template-columns: minmax(0, var(--size-pill));
        justify-content: center;
      }
      .picture {
        width: 100%;
      }
    }
  }
  @media ${twoPanes} {
    nav {
      display: grid;
      grid-template-rows: auto minmax(0, 1fr) auto;
      justify-items: center;
      overflow-y: auto;
      padding-block: max(var(--space-sm), env(safe-area-inset-top)) var(--space-sm);
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
      --avatar-size: var(--size-avatar-md);
    }
    ul {
      grid-auto-flow: row;
      grid-template-columns: minmax(0, 1fr);
      grid-auto-rows: var(--size-places);
      align-content: start;
      width: 100%;
      height: 100%;
      padding: var(--space-md) var(--space-3xs);
      /* The last entry is at the end of the rail. */
      grid-template-rows: repeat(5, var(--size-places)) minmax(var(--size-places), 1fr);
    }
    li:last-child {
      align-self: end;
      height: var(--size-places);
    }
  }
`;
