import { css } from "lit";
import { customEmojiStyles } from "../../expressions/index.js";

/** The text of a message. `white-space` shows its line breaks, so blocks set their own. */
export const markdownStyles = css`
  ${customEmojiStyles}
  .text {
    white-space: pre-wrap;
    unicode-bidi: isolate;
    line-height: var(--leading-text);
  }
  /* The time below a block has a line of its own, which need not be as high as one of text. */
  .body:has(> .text > :is(ul, ol, blockquote, .code-block):last-child) {
    line-height: 1;
  }
  .text a {
    color: inherit;
    text-decoration-color: var(--color-link);
  }
  .text strong {
    font-weight: var(--weight-bold);
  }
  .real-host {
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .text .mention {
    border-radius: var(--radius-xs);
    color: var(--color-link);
    font-weight: var(--weight-bold);
    text-decoration: none;
  }
  .text a.mention:hover {
    text-decoration: underline;
  }
  .text .mention.own {
    padding-inline: var(--space-3xs);
    background: var(--color-mention);
    color: var(--color-on-mention);
  }
  .text ul,
  .text ol,
  .text blockquote {
    margin-block: var(--space-2xs);
    white-space: normal;
  }
  .text li,
  .text blockquote {
    white-space: pre-wrap;
  }
  .text ul {
    padding-inline-start: 1.25em;
    list-style: disc;
  }
  .text ul ul {
    list-style-type: circle;
  }
  .text ol {
    padding-inline-start: calc(var(--digits) * 1ch + 1.1em);
    list-style: decimal;
    font-variant-numeric: tabular-nums;
  }
  .text li::marker {
    color: var(--color-ink-soft);
  }
  .text li > :is(ul, ol) {
    margin-block: 0;
  }
  .text blockquote {
    margin-inline: 0;
    padding-inline-start: var(--space-xs);
    border-inline-start: var(--stroke-bar) solid var(--color-accent);
    color: var(--color-ink-soft);
  }
  .text > :is(ul, ol, blockquote, .code-block):first-child {
    margin-block-start: 0;
  }
  .text code {
    font-family: var(--font-code);
    font-size: var(--text-sm);
  }
  .text :not(pre) > code {
    padding: 0.1em 0.3em;
    border-radius: var(--radius-xs);
    background: var(--color-code);
    -webkit-box-decoration-break: clone;
    box-decoration-break: clone;
    unicode-bidi: isolate;
  }
`;
