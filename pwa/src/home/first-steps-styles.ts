import { css } from "lit";
import { phone, twoColumns } from "../design/index.js";

/** Tiles for the steps; those that are done stand back. */
export const firstStepsStyles = css`
  :host {
    display: block;
  }
  .head {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: var(--space-3xs) var(--space-md);
    margin-block-end: var(--space-sm);
    padding-inline-start: var(--space-2xs);
  }
  h2 {
    font-size: var(--text-md);
  }
  h2:focus {
    outline: none;
  }
  .head .icon-button {
    grid-area: 1 / 2 / 3;
  }
  .progress {
    display: flex;
    align-items: center;
    gap: var(--space-sm);
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .bar {
    width: var(--width-2xs);
    height: var(--space-2xs);
    overflow: hidden;
    border-radius: var(--radius-full);
    background: var(--color-line);
  }
  .bar i {
    display: block;
    width: calc(var(--share) * 100%);
    height: 100%;
    border-radius: var(--radius-full);
    background: var(--color-accent);
    transition: width var(--motion-calm) var(--motion-ease);
  }
  ol {
    display: grid;
    grid-auto-flow: dense;
    gap: var(--space-sm);
  }
  li,
  .install {
    display: grid;
    grid-template: "icon heading" auto "icon text" auto "icon act" 1fr / auto minmax(0, 1fr);
    column-gap: var(--space-md);
    row-gap: var(--space-2xs);
    align-content: start;
    /* Buttons stand out from the card. */
    --button-fill: var(--color-surface);
    --button-line: color-mix(in oklch, var(--color-line-strong) 45%, var(--color-line));
    padding: var(--space-md);
    border: 1px solid var(--color-line);
    border-radius: var(--radius-lg);
    background: var(--color-raised);
  }
  li.open {
    grid-column: 1 / -1;
  }
  li.done {
    grid-template: "icon heading" 1fr / auto minmax(0, 1fr);
    align-items: center;
    border-color: transparent;
    background: var(--color-sunken);
  }
  .sign {
    grid-area: icon;
    display: grid;
    place-items: center;
    width: var(--size-touch);
    height: var(--size-touch);
    border-radius: var(--radius-full);
    background: var(--color-selected);
    color: var(--color-link);
    font-size: var(--text-lg);
  }
  .done .sign {
    background: var(--color-accent);
    color: var(--color-on-accent);
  }
  h3 {
    grid-area: heading;
    font-size: var(--text-md);
  }
  .done h3 {
    color: var(--color-ink-soft);
    font-weight: var(--weight-normal);
  }
  li p,
  .install p {
    grid-area: text;
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
    text-wrap: pretty;
  }
  .act {
    grid-area: act;
    align-self: end;
    justify-self: start;
    margin-block-start: var(--space-xs);
  }
  rally-choose-name {
    grid-area: act;
    width: min(100%, var(--width-lg));
    margin-block-start: var(--space-xs);
  }
  .install {
    grid-template: "icon heading act" auto "icon text act" auto / auto minmax(0, 1fr) auto;
    align-items: center;
    margin-block-start: var(--space-sm);
  }
  .install h3 {
    align-self: end;
  }
  .install p {
    align-self: start;
  }
  .install .act {
    align-self: center;
    margin: 0;
  }
  @media ${twoColumns} {
    ol {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
  @media ${phone} {
    .install {
      grid-template: "icon heading" auto "icon text" auto "icon act" auto / auto minmax(0, 1fr);
    }
  }
`;
