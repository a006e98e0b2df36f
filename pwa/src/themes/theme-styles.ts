import { css } from "lit";

/** The colours and the pattern of a theme, for an element with `themed` and its `--theme-hue`. */
export const themeStyles = css`
  .themed {
    --theme-ground: light-dark(
      oklch(var(--theme-ground-lc) var(--theme-hue)),
      oklch(var(--theme-ground-lc-dark) var(--theme-hue))
    );
    --theme-pattern: light-dark(
      oklch(var(--theme-pattern-lc) var(--theme-hue)),
      oklch(var(--theme-pattern-lc-dark) var(--theme-hue))
    );
    --color-bubble: var(--color-raised);
    --color-bubble-own: light-dark(
      oklch(var(--theme-own-lc) var(--theme-hue)),
      oklch(var(--theme-own-lc-dark) var(--theme-hue))
    );
    background-color: var(--theme-ground);
  }
  .themed.dots {
    background-image: radial-gradient(var(--theme-pattern) 12%, transparent 14%);
    background-size: var(--space-lg) var(--space-lg);
  }
  .themed.stripes {
    background-image: repeating-linear-gradient(
      135deg,
      transparent 0 var(--space-lg),
      var(--theme-pattern) var(--space-lg) var(--space-xl)
    );
  }
  /* The user's own colours, or more contrast, win over a theme. */
  @media (forced-colors: active) {
    .themed.themed {
      background-image: none;
    }
  }
  @media (prefers-contrast: more) {
    .themed.themed {
      background: none;
    }
  }
`;

/** The radio buttons of `themeChoice`. */
export const themeChoiceStyles = css`
  ${themeStyles}
  .theme-choice {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, var(--width-3xs)));
    gap: var(--space-xs);
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .theme-choice + p {
    margin-block-start: var(--space-xs);
  }
  .theme-choice legend {
    margin-block-end: var(--space-2xs);
    padding: 0;
    font-size: var(--text-sm);
    font-weight: var(--weight-bold);
  }
  .theme-choice label {
    position: relative;
    display: grid;
    justify-items: center;
    gap: var(--space-3xs);
    color: var(--color-ink-soft);
    font-size: var(--text-xs);
    text-align: center;
    cursor: pointer;
  }
  .theme-name {
    max-width: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .theme-choice input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .swatch {
    display: flex;
    align-items: end;
    justify-content: end;
    width: 100%;
    height: var(--size-touch);
    padding: var(--space-2xs);
    border: 1px solid var(--color-line-strong);
    border-radius: var(--radius-md);
  }
  .swatch i {
    width: 60%;
    height: var(--size-icon-sm);
    border-radius: var(--radius-full);
    background: var(--color-bubble-own);
  }
  .theme-choice :checked + .swatch {
    border-color: var(--color-accent);
    outline: var(--stroke-focus) solid var(--color-accent);
    outline-offset: var(--space-3xs);
  }
  .theme-choice :checked ~ .theme-name {
    color: var(--color-ink);
    font-weight: var(--weight-bold);
  }
  .theme-choice :focus-visible + .swatch {
    outline: var(--focus-ring);
    outline-offset: var(--space-2xs);
  }
  @media (forced-colors: active) {
    .swatch i {
      border: 1px solid;
    }
    .theme-choice :checked + .swatch {
      outline-color: Highlight;
    }
  }
`;
