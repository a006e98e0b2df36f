import { css } from "lit";

export const emojiPickerStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: var(--space-xs);
    min-height: 0;
  }
  .groups {
    display: flex;
    justify-content: space-between;
  }
  .groups .icon-button {
    flex: 1;
    min-width: 0;
    font-size: var(--text-lg);
    filter: grayscale(1);
    opacity: 0.75;
  }
  .groups .icon-button[aria-current="true"] {
    background: var(--color-selected);
    filter: none;
    opacity: 1;
  }
  .scroll {
    position: relative;
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  [role="rowgroup"] {
    padding-block-end: var(--space-xs);
  }
  h3 {
    position: sticky;
    z-index: 1;
    inset-block-start: 0;
    padding: var(--space-2xs);
    background: var(--color-raised);
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .place {
    height: calc(var(--rows) * var(--size-target));
  }
  [role="row"] {
    display: grid;
    grid-template-columns: repeat(8, 1fr);
  }
  [role="gridcell"] {
    min-width: 0;
    height: var(--size-target);
    padding: 0;
    border: 0;
    border-radius: var(--radius-md);
    background: none;
    font-size: var(--text-xl);
    line-height: 1;
  }
  [role="gridcell"]:focus-visible {
    background: var(--color-selected);
    outline-offset: calc(-1 * var(--stroke-focus));
  }
  @media (hover: hover) {
    [role="gridcell"]:hover {
      background: var(--color-hover);
    }
  }
  .note {
    display: grid;
    justify-items: center;
    gap: var(--space-sm);
    padding: var(--space-lg) var(--space-sm);
    color: var(--color-ink-soft);
    text-align: center;
    overflow-wrap: anywhere;
  }
  .foot {
    display: flex;
    align-items: center;
    gap: var(--space-xs);
    min-height: var(--size-touch);
    padding-block-start: var(--space-xs);
    border-block-start: 1px solid var(--color-line);
  }
  .preview {
    display: flex;
    flex: 1;
    align-items: center;
    gap: var(--space-xs);
    min-width: 0;
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .large {
    font-size: var(--text-2xl);
    line-height: 1;
  }
  .names {
    min-width: 0;
    line-height: 1.3;
  }
  .names > * {
    display: block;
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .names b {
    color: var(--color-ink);
    font-weight: var(--weight-bold);
  }
  .names b::first-letter {
    text-transform: uppercase;
  }
  .tone {
    margin-inline-start: auto;
    font-size: var(--text-lg);
  }
  fieldset {
    display: flex;
    flex: 1;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  label {
    display: grid;
    flex: 1;
    place-items: center;
    position: relative;
    max-width: var(--size-target);
    min-height: var(--size-target);
    border-radius: var(--radius-md);
    font-size: var(--text-lg);
    cursor: pointer;
  }
  label:has(:checked) {
    background: var(--color-selected);
  }
  label:has(:focus-visible) {
    outline: var(--focus-ring);
    outline-offset: calc(-1 * var(--stroke-focus));
  }
  @media (forced-colors: active) {
    .groups .icon-button[aria-current="true"],
    label:has(:checked) {
      outline: var(--focus-ring);
      outline-offset: calc(-1 * var(--stroke-focus));
    }
  }
`;
