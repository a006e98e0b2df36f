import { css } from "lit";

/** Code blocks, and the colours of their languages. */
export const codeStyles = css`
  .code-block {
    max-width: 100%;
    margin-block: var(--space-2xs);
    border-radius: var(--radius-md);
    background: var(--color-code);
    color: var(--color-ink);
    white-space: normal;
    text-align: start;
  }
  .code-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-sm);
    min-height: var(--size-target-sm);
    padding-inline-start: var(--space-sm);
    color: var(--color-ink-soft);
    font-size: var(--text-xs);
  }
  .code-language {
    overflow: hidden;
    font-family: var(--font-code);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .code-copy {
    display: inline-flex;
    flex: none;
    align-items: center;
    gap: var(--space-2xs);
    min-width: var(--size-target-sm);
    min-height: var(--size-target-sm);
    padding-inline: var(--space-sm);
    border: 0;
    border-radius: var(--radius-md);
    background: none;
    color: inherit;
    font: inherit;
  }
  .code-copy .icon {
    width: var(--size-icon-sm);
    height: var(--size-icon-sm);
  }
  @media (hover: hover) {
    .code-copy:hover {
      background: var(--color-hover);
      color: var(--color-ink);
    }
  }
  .code-block pre {
    margin: 0;
    padding: 0 var(--space-sm) var(--space-sm);
    border-radius: var(--radius-md);
    overflow-x: auto;
    /* A message leaves only vertical movements to the browser. */
    touch-action: pan-x pan-y;
    overscroll-behavior-x: contain;
    scrollbar-width: thin;
    line-height: var(--leading-text);
    tab-size: 4;
    white-space: pre;
    overflow-wrap: normal;
  }
  .code-keyword {
    color: var(--color-code-keyword);
  }
  .code-string {
    color: var(--color-code-string);
  }
  .code-number {
    color: var(--color-code-number);
  }
  .code-title {
    color: var(--color-code-title);
  }
  .code-comment {
    color: var(--color-ink-faint);
  }
  .code-deletion {
    color: var(--color-danger);
  }
  @media (forced-colors: active) {
    .code-block {
      border: 1px solid;
    }
  }
`;
