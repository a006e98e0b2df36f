import { css } from "lit";
import { onePane, twoPanes } from "./breakpoints.js";

/** The frame of a pane: a bar with its heading above what scrolls. */
export const paneStyles = css`
  :host {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    height: 100%;
  }
  .bar {
    display: flex;
    align-items: center;
    min-height: var(--size-bar);
    padding-block: max(var(--space-2xs), env(safe-area-inset-top)) var(--space-2xs);
  }
  .bar h1 {
    font-size: var(--text-lg);
  }
  .bar h1:focus {
    outline: none;
  }
`;

/** The layout of a page beside the list: a bar with its heading and back link, then its column. */
export const pageStyles = css`
  ${paneStyles}
  .bar {
    gap: var(--space-2xs);
    /* The heading stands above the start of the column. */
    padding-inline: max(var(--space-md), (100% - var(--width-page)) / 2);
    border-block-end: 1px solid var(--color-line);
  }
  .column {
    /* Absolutely positioned content scrolls with the column, not with the page. */
    position: relative;
    overflow-y: auto;
    padding: var(--space-lg) var(--space-md) max(var(--space-2xl), env(safe-area-inset-bottom));
  }
  .column > * {
    max-width: var(--width-page);
    margin-inline: auto;
  }
  .back:dir(rtl) {
    transform: scaleX(-1);
  }
  @media ${twoPanes} {
    .back {
      display: none;
    }
    /* A scrollbar does not shift the column away from its heading. */
    .column {
      scrollbar-gutter: stable both-edges;
    }
  }
  @media ${onePane} {
    .bar {
      padding-inline: max(
        var(--space-2xs),
        (100% - var(--width-page)) / 2 - var(--size-target) - var(--space-2xs)
      );
    }
  }
`;
