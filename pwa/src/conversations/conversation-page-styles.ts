import { css } from "lit";

export const conversationPageStyles = css`
  :host {
    display: grid;
    --part-padding: var(--space-sm) var(--space-md);
    grid-template: auto minmax(0, 1fr) auto auto / minmax(0, 1fr);
    height: 100%;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: var(--space-sm);
    min-height: var(--size-bar);
    padding: max(var(--space-2xs), env(safe-area-inset-top)) var(--space-md) var(--space-2xs);
    border-block-end: 1px solid var(--color-line);
    --avatar-size: 2.375rem;
  }
  .who {
    min-width: 0;
    line-height: 1.25;
  }
  h1 {
    overflow: hidden;
    font-size: var(--text-md);
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  h1 a {
    color: inherit;
    text-decoration: none;
  }
  h1 a:hover {
    text-decoration: underline;
  }
  h1:focus {
    outline: none;
  }
  .presence {
    color: var(--color-ink-faint);
    font-size: var(--text-sm);
  }
  .presence.online::before,
  .presence.away::before {
    content: "";
    display: inline-block;
    width: 0.5rem;
    height: 0.5rem;
    margin-inline-end: 0.35rem;
    border-radius: var(--radius-full);
    background: var(--color-online);
  }
  .presence.away::before {
    background: none;
    box-shadow: inset 0 0 0 2px var(--color-away);
  }
  .typing {
    display: flex;
    align-items: center;
    gap: 0.45rem;
    width: 100%;
    max-width: calc(var(--size-column) + 2 * var(--space-md));
    min-height: 1.5rem;
    margin-inline: auto;
    padding-inline: calc(var(--space-md) + 0.8rem);
    color: var(--color-ink-soft);
    font-size: var(--text-xs);
  }
  .bounce {
    display: inline-flex;
    gap: 0.16rem;
  }
  .bounce i {
    width: 0.32rem;
    height: 0.32rem;
    border-radius: var(--radius-full);
    background: var(--color-ball-line);
    animation: bounce 1.1s ease-in-out infinite;
  }
  .bounce i:nth-child(2) {
    animation-delay: 0.14s;
  }
  .bounce i:nth-child(3) {
    animation-delay: 0.28s;
  }
  @keyframes bounce {
    0%,
    60%,
    100% {
      transform: none;
    }
    30% {
      transform: translateY(-0.28rem);
    }
  }
  .unknown {
    grid-row: 1 / -1;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: var(--space-md);
    padding: var(--space-lg);
    color: var(--color-ink-soft);
    text-align: center;
  }
  .unknown h1 {
    color: var(--color-ink);
    font-size: var(--text-lg);
    white-space: normal;
  }
  .back:dir(rtl) {
    transform: scaleX(-1);
  }
  @media (min-width: 56.25rem) {
    .back {
      display: none;
    }
  }
  @media (max-width: 56.24rem) {
    .bar {
      gap: var(--space-xs);
      padding-inline-start: var(--space-2xs);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .bounce i {
      animation: none;
    }
  }
`;
