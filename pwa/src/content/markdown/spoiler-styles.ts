import { css } from "lit";

/** A spoiler: its text takes its place, covered by dots, until it is shown. */
export const spoilerStyles = css`
  .spoiler {
    border-radius: var(--radius-xs);
    background-color: var(--color-cover);
    -webkit-box-decoration-break: clone;
    box-decoration-break: clone;
    transition: background-color var(--motion-calm);
  }
  .spoiler:not(.shown) {
    background-image: radial-gradient(circle, var(--color-cover-dots) 1px, transparent 1px);
    background-size: var(--space-2xs) var(--space-2xs);
    cursor: pointer;
    user-select: none;
  }
  .spoiler:not(.shown) > .spoiler-text {
    visibility: hidden;
  }
  .spoiler.shown {
    background-color: var(--color-quote);
  }
  .spoiler-button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    width: var(--size-line);
    min-height: 1.4em;
    margin: 0;
    padding: 0;
    border: 0;
    border-radius: var(--radius-xs);
    background: none;
    color: inherit;
    font: inherit;
    line-height: 1;
    vertical-align: bottom;
    white-space: normal;
  }
  .spoiler:not(.shown) > .spoiler-button {
    background: var(--color-cover);
  }
  .spoiler-button .icon {
    width: var(--size-icon-sm);
    height: var(--size-icon-sm);
  }
  @media (forced-colors: active) {
    .spoiler {
      outline: 1px solid;
    }
  }
`;
