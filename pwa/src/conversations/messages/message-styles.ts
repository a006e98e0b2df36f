import { css } from "lit";
import {
  codeStyles,
  markdownStyles,
  forwardStyles,
  pollStyles,
  spoilerStyles,
  toneStyles,
} from "../../content/index.js";
import { reactionStyles } from "./reactions-template.js";

/** Messages in bubbles: the user's own at the end of the line, in the accent colour. */
export const messageStyles = css`
  .message {
    --edge: var(--radius-bubble);
    --joint: var(--radius-xs);
    --avatar-size: var(--size-avatar-sm);
    display: flex;
    gap: var(--space-xs);
    padding-block-start: var(--space-3xs);
    border-radius: var(--radius-md);
    scroll-margin-block: var(--space-2xl);
  }
  .message:focus {
    outline: none;
  }
  .message:focus-visible .bubble {
    outline: var(--focus-ring);
    outline-offset: var(--stroke-focus);
  }
  .message.opens {
    padding-block-start: var(--space-xs);
  }
  .picture {
    flex: none;
    width: var(--avatar-size);
    padding-block-start: var(--size-badge);
  }
  .picture a {
    text-decoration: none;
  }
  /* The same part of the list as without pictures. No container units: they make layout slow. */
  .picture + .stack {
    --part: calc(85% + 0.85 * (var(--avatar-size) + var(--space-xs)));
  }
  .stack {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    flex: 1;
    min-width: 0;
    justify-items: start;
  }
  .own .stack {
    justify-items: end;
  }
  .author {
    padding-inline-start: var(--space-sm);
    color: light-dark(
      oklch(var(--avatar-name-lc) var(--avatar-hue)),
      oklch(var(--avatar-name-lc-dark) var(--avatar-hue))
    );
    max-width: 100%;
    overflow: hidden;
    font-size: var(--text-xs);
    font-weight: var(--weight-bold);
    line-height: var(--size-badge);
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .author a {
    color: inherit;
    text-decoration: none;
  }
  .author a:hover {
    text-decoration: underline;
  }
  .beside {
    display: flex;
    align-items: center;
    gap: var(--space-2xs);
    width: 100%;
  }
  .own .beside {
    flex-direction: row-reverse;
  }
  .bubble {
    position: relative;
    min-width: 0;
    max-width: min(var(--width-lg), var(--part, 85%));
    padding: var(--space-xs) var(--space-sm);
    border-radius: var(--edge);
    background: var(--color-bubble);
    color: var(--color-ink);
    overflow-wrap: anywhere;
  }
  .own .bubble {
    background: var(--color-bubble-own);
  }
  .other .bubble {
    border-end-start-radius: var(--joint);
    border-start-start-radius: var(--joint);
  }
  .own .bubble {
    border-end-end-radius: var(--joint);
    border-start-end-radius: var(--joint);
  }
  .other.opens .bubble {
    border-start-start-radius: var(--edge);
  }
  .other.closes .bubble {
    border-end-start-radius: var(--edge);
  }
  .own.opens .bubble {
    border-start-end-radius: var(--edge);
  }
  .own.closes .bubble {
    border-end-end-radius: var(--edge);
  }
  .refused .bubble {
    background: var(--color-bubble-refused);
  }
  .pending .text,
  .sending .text {
    opacity: 0.8;
  }
  .deleted .bubble {
    background: none;
    box-shadow: inset 0 0 0 1px var(--color-line);
    color: var(--color-ink-faint);
  }
  ${markdownStyles} ${codeStyles} ${spoilerStyles} ${toneStyles} ${pollStyles}
  ${forwardStyles}
  .bubble.large {
    padding-inline: var(--space-2xs);
    background: none !important;
  }
  .large .text {
    font-size: var(--text-3xl);
    line-height: 1.2;
  }
  .meta-spacer::after {
    content: attr(data-words);
    display: inline-block;
    height: 1px;
    padding-inline-start: var(--space-xs);
    font-size: var(--text-xs);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
    visibility: hidden;
  }
  .meta-spacer.ticked::after {
    padding-inline-start: var(--space-xl);
  }
  .meta-spacer.pinned {
    padding-inline-start: var(--space-md);
  }
  .meta {
    position: absolute;
    inset-block-end: var(--space-xs);
    inset-inline-end: var(--space-sm);
    display: inline-flex;
    align-items: center;
    gap: var(--space-2xs);
    color: var(--color-ink-soft);
    font-size: var(--text-xs);
    font-variant-numeric: tabular-nums;
    line-height: 1;
    user-select: none;
  }
  /* A target of 24 px and more, without moving the line. */
  .edited {
    margin: calc(-1 * var(--space-xs)) calc(-1 * var(--space-2xs));
    padding: var(--space-xs) var(--space-2xs);
    border: 0;
    border-radius: var(--radius-sm);
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  @media (hover: hover) {
    .edited:hover {
      text-decoration: underline;
    }
  }
  .deleted .meta {
    color: inherit;
  }
  .pin .icon,
  .tick .icon {
    width: var(--size-icon-sm);
    height: var(--size-icon-sm);
  }
  .tick.read {
    color: var(--color-accent);
  }
  .tick.refused {
    color: var(--color-danger);
  }
  .quote {
    display: block;
    width: 100%;
    margin: var(--space-3xs) 0 var(--space-2xs);
    padding: var(--space-2xs) var(--space-xs);
    border: 0;
    border-inline-start: var(--stroke-bar) solid var(--color-accent);
    border-radius: var(--radius-sm);
    background: var(--color-quote);
    color: inherit;
    font: inherit;
    font-size: var(--text-sm);
    text-align: start;
    cursor: pointer;
  }
  .quoted-author {
    display: block;
    font-weight: var(--weight-bold);
  }
  .quoted {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    color: var(--color-ink-soft);
  }
  /* On two grounds above each other, a softer colour has too little contrast. */
  .own .quoted {
    color: inherit;
  }
  ${reactionStyles}
  .refusal {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: end;
    gap: var(--space-3xs) var(--space-2xs);
    padding-block-start: var(--space-2xs);
    color: var(--color-danger);
    font-size: var(--text-sm);
  }
  .refusal button {
    min-height: var(--size-target-sm);
    padding: var(--space-3xs) var(--space-xs);
    border: 0;
    border-radius: var(--radius-sm);
    background: none;
    color: inherit;
    font: inherit;
    font-weight: var(--weight-bold);
    text-decoration: underline;
    text-underline-offset: 0.2em;
    cursor: pointer;
  }
  .highlighted .bubble {
    animation: highlight 1.6s var(--motion-ease);
  }
  @keyframes highlight {
    0%,
    40% {
      box-shadow: 0 0 0 var(--stroke-bar) var(--color-accent);
    }
    100% {
      box-shadow: 0 0 0 var(--stroke-bar) transparent;
    }
  }
  @media (hover: hover) {
    .message:hover rally-message-menu {
      opacity: 1;
    }
  }
  .message:focus-within rally-message-menu {
    opacity: 1;
  }
  /* On touch screens, out of the flow: a target of 44 px would separate the messages of a group. */
  @media (pointer: coarse) {
    .beside {
      position: relative;
    }
    rally-message-menu {
      position: absolute;
      inset-inline-end: 0;
      z-index: 1;
      border-radius: var(--radius-full);
      background: var(--color-raised);
      box-shadow: var(--shadow-sm);
    }
    .own rally-message-menu {
      inset-inline: 0 auto;
    }
    /* A focused message, for example one that a link opened, keeps its text free. */
    .message:not(:has(:focus-within)) rally-message-menu:not([open]) {
      opacity: 0;
      pointer-events: none;
    }
  }
  @media (forced-colors: active) {
    .bubble {
      border: 1px solid;
    }
  }
`;
