import { css } from "lit";

/** The base of every component: box model, focus ring, icons, text for screen readers only. */
export const baseStyles = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  /* Elements that are loaded on demand are hidden until then. */
  :not(:defined) {
    display: none;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1,
  h2,
  h3 {
    font-weight: var(--weight-bold);
    line-height: var(--leading-tight);
  }
  h1 {
    letter-spacing: var(--tracking-tight);
  }
  a {
    color: var(--color-link);
    text-underline-offset: 0.2em;
    text-decoration-thickness: from-font;
  }
  :focus-visible {
    outline: var(--focus-ring);
    outline-offset: var(--stroke-focus);
  }
  .icon {
    display: block;
    flex: none;
    width: 1.25em;
    height: 1.25em;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    border: 0;
  }
`;
