import { css } from "lit";
import { onePane, twoPanes } from "../../design/index.js";

export const conversationPageStyles = css`
  :host {
    display: grid;
    --part-padding: var(--space-sm) var(--space-md);
    grid-template: minmax(0, 1fr) / minmax(0, 1fr) auto;
    height: 100%;
  }
  .talk {
    grid-area: 1 / 1;
    display: grid;
    grid-template: auto minmax(0, 1fr) auto auto / minmax(0, 1fr);
    min-width: 0;
  }
  .details {
    grid-area: 1 / 2;
    width: var(--size-details);
    min-height: 0;
    padding: var(--space-md);
    overflow-y: auto;
    border-inline-start: 1px solid var(--color-line);
    scrollbar-width: thin;
    scrollbar-color: var(--color-line) transparent;
  }
  .themed .bar {
    background: var(--color-surface);
  }
  .bar {
    display: flex;
    align-items: center;
    gap: var(--space-sm);
    min-height: var(--size-bar);
    padding: max(var(--space-2xs), env(safe-area-inset-top)) var(--space-md) var(--space-2xs);
    border-block-end: 1px solid var(--color-line);
    --avatar-size: var(--size-avatar-md);
  }
  .identity {
    position: relative;
    display: flex;
    flex: 1;
    align-items: center;
    gap: inherit;
    min-width: 0;
    min-height: var(--size-touch);
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
  h1 a,
  h1 button {
    display: inline-block;
    max-width: 100%;
    min-height: var(--size-line);
    overflow: hidden;
    text-overflow: ellipsis;
    vertical-align: bottom;
    color: inherit;
    text-decoration: none;
  }
  h1 a:hover,
  h1 button:hover {
    text-decoration: underline;
  }
  h1 button {
    padding: 0;
    border: 0;
    background: none;
    font: inherit;
    letter-spacing: inherit;
    text-align: start;
    white-space: nowrap;
    cursor: pointer;
  }
  /* All that says who it is opens the details, except who is here. */
  h1 button::after {
    content: "";
    position: absolute;
    inset: 0;
  }
  .presence rally-viewers {
    position: relative;
    z-index: 1;
  }
  .toggle-details[aria-expanded="true"] {
    color: var(--color-accent);
  }
  .toggle-details:dir(rtl) .icon {
    transform: scaleX(-1);
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
    width: var(--size-dot-sm);
    height: var(--size-dot-sm);
    margin-inline-end: var(--space-2xs);
    border-radius: var(--radius-full);
    background: var(--color-online);
  }
  .presence.away::before {
    background: none;
    box-shadow: inset 0 0 0 var(--stroke-focus) var(--color-away);
  }
  .typing {
    display: flex;
    align-items: center;
    gap: var(--space-xs);
    width: 100%;
    max-width: calc(var(--size-column) + 2 * var(--space-md));
    min-height: var(--size-line);
    margin-inline: auto;
    padding-inline: calc(var(--space-md) + var(--space-sm));
    color: var(--color-ink-soft);
    font-size: var(--text-xs);
  }
  .bounce {
    display: inline-flex;
    gap: var(--space-3xs);
  }
  .bounce i {
    width: var(--size-dot-xs);
    height: var(--size-dot-xs);
    border-radius: var(--radius-full);
    background: var(--color-ink-faint);
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
      transform: translateY(calc(-1 * var(--space-2xs)));
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
  @media ${twoPanes} {
    .back {
      display: none;
    }
  }
  @media ${onePane} {
    .toggle-details {
      display: none;
    }
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
