import { css } from "lit";

/** Two panes from 900 px, one below. */
export const homeStyles = css`
  :host {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    height: 100%;
    background: var(--color-ground);
  }
  .panes {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    min-height: 0;
  }
  .list,
  .main {
    min-width: 0;
    min-height: 0;
    overflow: hidden;
  }
  .main {
    background: var(--color-surface);
  }
  .main:focus {
    outline: none;
  }
  .main > * {
    display: block;
    height: 100%;
  }
  .skip {
    position: fixed;
    z-index: 10;
    inset-block-start: var(--space-xs);
    inset-inline-start: var(--space-xs);
    padding: var(--space-xs) var(--space-md);
    border-radius: var(--radius-md);
    background: var(--color-court);
    color: var(--color-on-court);
    box-shadow: var(--shadow-md);
    transform: translateY(-300%);
  }
  .skip:focus {
    transform: none;
  }
  @media (max-width: 56.24rem) {
    .panes[data-pane="list"] .main,
    .panes[data-pane="page"] .list {
      display: none;
    }
  }
  @media (min-width: 56.25rem) {
    .panes {
      grid-template-columns: clamp(18rem, 30vw, var(--size-list)) minmax(0, 1fr);
    }
    .list {
      border-inline-end: 1px solid var(--color-line);
    }
  }
`;
