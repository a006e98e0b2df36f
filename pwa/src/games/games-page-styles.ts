import { css } from "lit";
import { onePane } from "../design/index.js";

export const gamesPageStyles = css`
  .bar {
    padding-inline: max(var(--space-md), (100% - var(--size-home)) / 2);
  }
  :host(:not([challenging])) .back {
    display: none;
  }
  .column > * {
    max-width: var(--size-home);
  }
  .links {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-xs);
    margin-block-end: var(--space-lg);
  }
  .games {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, var(--width-md)), 1fr));
    align-items: start;
    gap: var(--space-lg);
  }
  .game {
    overflow: clip;
    border: 1px solid var(--color-line);
    border-radius: var(--radius-lg);
    background: var(--color-raised);
    box-shadow: var(--shadow-sm);
    --button-fill: var(--color-surface);
    --button-line: color-mix(in oklch, var(--color-line-strong) 45%, var(--color-line));
  }
  .picture svg {
    display: block;
    width: 100%;
    aspect-ratio: 2;
  }
  .body {
    display: grid;
    gap: var(--space-md);
    padding: var(--space-md);
  }
  .game h2 {
    font-size: var(--text-xl);
  }
  .game .hint {
    color: var(--color-ink-soft);
  }
  .local {
    display: grid;
    gap: var(--space-md);
    padding-block-start: var(--space-md);
    border-block-start: 1px solid var(--color-line);
  }
  .levels {
    display: grid;
    grid-auto-columns: minmax(0, 1fr);
    grid-auto-flow: column;
    gap: var(--space-2xs);
    margin: 0;
    padding: 0;
    border: 0;
  }
  .levels legend {
    margin-block-end: var(--space-2xs);
    padding: 0;
    font-size: var(--text-sm);
    font-weight: var(--weight-bold);
  }
  .levels label {
    position: relative;
    display: grid;
    place-items: center;
    min-height: var(--size-target);
    padding: var(--space-2xs);
    border: 1px solid var(--color-line);
    border-radius: var(--radius-md);
    cursor: pointer;
    overflow-wrap: anywhere;
    text-align: center;
  }
  .levels label:has(:checked) {
    border-color: var(--color-accent);
    background: var(--color-selected);
    font-weight: var(--weight-bold);
  }
  .levels label:has(:focus-visible) {
    outline: var(--focus-ring);
  }
  .levels input {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  @media (forced-colors: active) {
    .levels label:has(:checked) {
      border: var(--stroke-focus) solid Highlight;
    }
  }
  .actions {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(var(--width-xs), 1fr));
    gap: var(--space-xs);
  }
  summary {
    min-height: var(--size-target);
    align-content: center;
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
    font-weight: var(--weight-bold);
    cursor: pointer;
  }
  @media ${onePane} {
    .bar {
      padding-inline: var(--space-md);
    }
  }
`;
