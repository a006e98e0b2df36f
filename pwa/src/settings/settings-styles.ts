import { css } from "lit";

export const settingsStyles = css`
  :host(rally-language-choice) {
    display: block;
  }
  section,
  fieldset {
    min-width: 0;
    margin: 0 auto var(--space-xl);
    padding: 0;
    border: 0;
  }
  h2,
  legend {
    margin-block-end: var(--space-sm);
    padding: 0;
    font-size: var(--text-base);
    font-weight: var(--weight-bold);
    letter-spacing: var(--tracking-tight);
  }
  .account {
    display: flex;
    align-items: center;
    gap: var(--space-md);
    color: var(--color-ink-soft);
    --avatar-size: 4rem;
  }
  .account div {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .name {
    color: var(--color-ink);
    font-size: var(--text-lg);
    font-weight: var(--weight-bold);
  }
  .choices {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(5rem, 100%), 1fr));
    gap: var(--space-sm);
  }
  label {
    position: relative;
    display: grid;
    gap: var(--space-xs);
    padding: var(--space-xs);
    border: 1px solid var(--color-line);
    border-radius: var(--radius-lg);
    font-size: var(--text-sm);
    cursor: pointer;
  }
  label:has(:checked) {
    border-color: var(--color-court);
    box-shadow: inset 0 0 0 1px var(--color-court);
  }
  label:has(:focus-visible) {
    outline: 2px solid var(--color-focus);
    outline-offset: 2px;
  }
  label input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .label {
    display: flex;
    flex-wrap: wrap;
    min-width: 0;
    overflow-wrap: anywhere;
    align-items: center;
    justify-content: center;
    gap: var(--space-2xs);
    min-height: 1.5rem;
    text-align: center;
    line-height: 1.25;
  }
  .label .icon {
    width: 1rem;
    height: 1rem;
    color: var(--color-court);
  }
  .swatch {
    display: flex;
    height: 3.5rem;
    overflow: hidden;
    border: 1px solid var(--color-line);
    border-radius: var(--radius-md);
  }
  /* A conversation in miniature, in its own theme. */
  .swatch i {
    position: relative;
    flex: 1;
    background: var(--color-surface);
  }
  .swatch i::before,
  .swatch i::after {
    content: "";
    position: absolute;
    width: 52%;
    height: 0.7rem;
    border-radius: var(--radius-full);
  }
  .swatch i::before {
    inset-block-start: 0.8rem;
    inset-inline-start: 0.5rem;
    background: var(--color-selected);
  }
  .swatch i::after {
    inset-block-end: 0.8rem;
    inset-inline-end: 0.5rem;
    background: var(--color-court);
  }
  .swatch .light {
    color-scheme: light;
  }
  .swatch .dark {
    color-scheme: dark;
  }
  @media (forced-colors: active) {
    label:has(:checked) {
      border-color: Highlight;
      outline: 2px solid Highlight;
    }
    .swatch {
      forced-color-adjust: none;
    }
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-md);
    margin-block-start: var(--space-md);
  }
`;
