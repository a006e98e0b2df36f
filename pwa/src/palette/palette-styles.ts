import { css } from "lit";
import { phone } from "../design/index.js";

/** A field above a list of groups; the whole screen on a phone. */
export const paletteStyles = css`
  wa-dialog {
    --width: var(--width-lg);
    --spacing: 0;
  }
  wa-dialog::part(dialog) {
    overflow: hidden;
  }
  wa-dialog::part(body) {
    padding: 0;
  }
  .palette {
    display: grid;
    grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr);
    height: min(var(--width-lg), 70dvh);
  }
  .field {
    display: flex;
    align-items: center;
    gap: var(--space-sm);
    padding: var(--space-2xs) var(--space-xs) var(--space-2xs) var(--space-md);
    border-block-end: 1px solid var(--color-line);
    color: var(--color-ink-faint);
  }
  input {
    flex: 1;
    min-width: 0;
    min-height: var(--size-field);
    border: 0;
    background: transparent;
    color: var(--color-ink);
    font: inherit;
    font-size: var(--text-md);
  }
  input::placeholder {
    color: var(--color-ink-faint);
    opacity: 1;
  }
  /* The frame of the dialog shows where the keys go: nothing else in it takes them. */
  input:focus-visible {
    outline: none;
  }
  .results {
    overflow-y: auto;
    padding: var(--space-xs);
    scrollbar-width: thin;
    overscroll-behavior: contain;
  }
  h3 {
    padding: var(--space-xs) var(--space-xs) var(--space-2xs);
    color: var(--color-ink-faint);
    font-size: var(--text-xs);
  }
  .option {
    display: flex;
    align-items: center;
    gap: var(--space-sm);
    min-height: var(--size-touch);
    padding: var(--space-2xs) var(--space-xs);
    border-radius: var(--radius-md);
    cursor: pointer;
    --avatar-size: var(--size-avatar-sm);
  }
  .option[aria-selected="true"] {
    background: var(--color-selected);
  }
  .picture {
    display: grid;
    flex: none;
    place-items: center;
    width: var(--size-avatar-sm);
    color: var(--color-ink-soft);
  }
  .label,
  .detail {
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .label {
    flex: 0 1 auto;
  }
  .detail {
    flex: 1 1 0;
    min-width: 0;
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .note {
    padding: var(--space-xs) var(--space-md);
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .nothing {
    padding: var(--space-xl) var(--space-md);
    color: var(--color-ink-soft);
    text-align: center;
    text-wrap: balance;
  }
  .hints {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2xs) var(--space-md);
    padding: var(--space-xs) var(--space-md);
    border-block-start: 1px solid var(--color-line);
    color: var(--color-ink-faint);
    font-size: var(--text-xs);
  }
  @media (pointer: coarse) {
    .hints {
      display: none;
    }
  }
  @media ${phone} {
    wa-dialog {
      --width: 100vw;
    }
    wa-dialog::part(dialog) {
      max-width: none;
      max-height: none;
      width: 100%;
      height: 100%;
      margin: 0;
      border: 0;
      border-radius: 0;
    }
    .palette {
      height: 100dvh;
      padding-block: env(safe-area-inset-top) env(safe-area-inset-bottom);
    }
  }
  @media (forced-colors: active) {
    .option[aria-selected="true"] {
      outline: var(--stroke-focus) solid Highlight;
      outline-offset: calc(-1 * var(--stroke-focus));
    }
  }
`;
