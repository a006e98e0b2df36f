import { css } from "lit";
import { onePane, twoPanes } from "../design/index.js";

/** From 900 px two panes and a rail, below that one pane above a bar. */
export const homeStyles = css`
  :host {
    display: grid;
    grid-template: "status" auto "panes" minmax(0, 1fr) "places" auto / minmax(0, 1fr);
    height: 100%;
    background: var(--color-ground);
  }
  rally-status-line {
    grid-area: status;
  }
  .places {
    grid-area: places;
    --part-padding: var(--space-xs);
  }
  .panes {
    grid-area: panes;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    min-height: 0;
  }
  .list,
  .main {
    min-width: 0;
    min-height: 0;
    /* Not hidden: focus or a script can scroll a hidden box, which the user cannot scroll back. */
    overflow: clip;
  }
  .main {
    background: var(--color-surface);
  }
  .main:focus {
    outline: none;
  }
  /* The display is left to the page: one set here would override its :host. */
  .main > * {
    height: 100%;
  }
  .skip {
    position: fixed;
    z-index: 10;
    inset-block-start: var(--space-xs);
    inset-inline-start: var(--space-xs);
    padding: var(--space-xs) var(--space-md);
    border-radius: var(--radius-md);
    background: var(--color-accent);
    color: var(--color-on-accent);
    box-shadow: var(--shadow-md);
    transform: translateY(-300%);
  }
  .skip:focus {
    transform: none;
  }
  @media ${onePane} {
    .panes[data-pane="list"] .main,
    .panes[data-pane="page"] .list,
    .panes[data-pane="whole"] .list {
      display: none;
    }
    .places {
      min-height: calc(var(--size-places) + env(safe-area-inset-bottom));
      border-block-start: 1px solid var(--color-line);
    }
    /* While the user writes, the bar is hidden on small screens. */
    .places.away {
      display: none;
    }
  }
  @media ${twoPanes} {
    :host {
      grid-template:
        "status status" auto
        "places panes" minmax(0, 1fr) / var(--size-rail) minmax(0, 1fr);
    }
    .places {
      border-inline-end: 1px solid var(--color-line);
    }
    .panes[data-pane="whole"] {
      grid-template-columns: minmax(0, 1fr);
    }
    .panes[data-pane="whole"] .list {
      display: none;
    }
    .panes:not([data-pane="whole"]) {
      grid-template-columns: clamp(var(--width-sm), 30vw, var(--size-list)) minmax(0, 1fr);
    }
    .list {
      border-inline-end: 1px solid var(--color-line);
    }
  }
`;
