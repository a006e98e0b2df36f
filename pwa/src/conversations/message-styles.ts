import { css } from "lit";

/** Messages, in bubbles: one's own at the end of the line, tinted with the court. */
export const messageStyles = css`
  .message {
    --edge: var(--radius-bubble);
    --joint: 0.3rem;
    --avatar-size: 2rem;
    display: flex;
    gap: var(--space-xs);
    padding-block-start: 0.15rem;
    border-radius: var(--radius-md);
    scroll-margin-block: var(--space-2xl);
  }
  .message:focus {
    outline: none;
  }
  .message:focus-visible .bubble {
    outline: 2px solid var(--color-focus);
    outline-offset: 2px;
  }
  .message.opens {
    padding-block-start: 0.7rem;
  }
  .picture {
    flex: none;
    width: var(--avatar-size);
    padding-block-start: 1.3rem;
  }
  .picture a {
    text-decoration: none;
  }
  .stack {
    display: grid;
    flex: 1;
    min-width: 0;
    justify-items: start;
  }
  .own .stack {
    justify-items: end;
  }
  .author {
    padding-inline-start: 0.8rem;
    color: var(--color-ink-soft);
    font-size: var(--text-xs);
    font-weight: var(--weight-medium);
    line-height: 1.3rem;
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
    max-width: min(34rem, 100% - 2.5rem);
    padding: 0.45rem 0.8rem 0.5rem;
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
  .text {
    white-space: pre-wrap;
  }
  .text a {
    color: inherit;
    text-decoration-color: var(--color-link);
  }
  .bubble.large {
    padding-inline: 0.2rem;
    background: none !important;
  }
  .large .text {
    font-size: 2.25rem;
    line-height: 1.2;
  }
  .room::after {
    content: attr(data-words);
    display: inline-block;
    height: 1px;
    padding-inline-start: 0.6rem;
    font-size: var(--text-2xs);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
    visibility: hidden;
  }
  .room.ticked::after {
    padding-inline-start: 1.9rem;
  }
  .meta {
    position: absolute;
    inset-block-end: 0.5rem;
    inset-inline-end: 0.8rem;
    display: inline-flex;
    align-items: center;
    gap: 0.25rem;
    color: var(--color-ink-soft);
    font-size: var(--text-2xs);
    font-variant-numeric: tabular-nums;
    line-height: 1;
    user-select: none;
  }
  .deleted .meta {
    color: inherit;
  }
  .tick .icon {
    width: 0.95rem;
    height: 0.95rem;
  }
  .tick.read {
    color: var(--color-court);
  }
  .tick.refused {
    color: var(--color-danger);
  }
  .quote {
    display: block;
    width: 100%;
    margin: 0.1rem 0 0.35rem;
    padding: 0.3rem 0.6rem;
    border: 0;
    border-inline-start: 3px solid var(--color-court);
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
    font-weight: var(--weight-medium);
  }
  .quoted {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    color: var(--color-ink-soft);
  }
  .refusal {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: end;
    gap: 0.1rem 0.2rem;
    padding-block-start: 0.2rem;
    color: var(--color-danger);
    font-size: var(--text-sm);
  }
  .refusal button {
    min-height: 1.75rem;
    padding: 0.1rem 0.45rem;
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
      box-shadow: 0 0 0 3px var(--color-ball);
    }
    100% {
      box-shadow: 0 0 0 3px transparent;
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
  @media (forced-colors: active) {
    .bubble {
      border: 1px solid;
    }
  }
`;
