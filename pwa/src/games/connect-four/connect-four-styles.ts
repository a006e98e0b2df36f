import { css } from "lit";

/** The colours of the discs, for the board and the header. */
export const discStyles = css`
  .disc .first {
    fill: var(--sticker-red);
  }
  .disc .second {
    fill: var(--sticker-gold);
  }
  .disc .mark {
    stroke: var(--sticker-ink);
    opacity: 0.75;
  }
  .disc .solid {
    fill: var(--sticker-ink);
    stroke: none;
  }
  @media (forced-colors: active) {
    .disc {
      forced-color-adjust: none;
    }
  }
`;

export const boardStyles = css`
  ${discStyles}
  :host {
    display: grid;
    container-type: size;
    place-items: center;
    height: 100%;
    min-height: 0;
  }
  .board {
    width: min(100cqi, 100cqb * 7 / 7.1);
    display: grid;
    grid-template-columns: repeat(7, minmax(0, 1fr));
    padding: 1.2cqmin;
    border-radius: var(--radius-lg);
    background: var(--color-accent-deep);
    box-shadow: var(--shadow-md);
  }
  .row {
    display: contents;
  }
  .cell {
    position: relative;
    display: grid;
    aspect-ratio: 1;
    padding: 9%;
    border: 0;
    background: transparent;
    cursor: pointer;
  }
  .cell[aria-disabled="true"] {
    cursor: default;
  }
  .cell:focus {
    outline: none;
  }
  .hole {
    position: relative;
    overflow: clip;
    border-radius: var(--radius-full);
    background: var(--color-surface);
  }
  .cell:focus-visible .hole {
    outline: var(--stroke-bar) solid var(--color-highlight);
  }
  .disc {
    display: block;
    width: 100%;
    height: 100%;
  }
  .ghost {
    opacity: 0.45;
  }
  .dropped {
    animation: drop calc(var(--motion-calm) * 1.6) cubic-bezier(0.5, 0, 0.8, 1);
  }
  @keyframes drop {
    from {
      transform: translateY(-600%);
    }
  }
  .hole:has(.dropped) {
    overflow: visible;
  }
  .winning::after {
    content: "";
    position: absolute;
    inset: 4%;
    border: var(--stroke-bar) solid var(--color-highlight);
    border-radius: var(--radius-full);
    box-shadow: 0 0 0 1px var(--sticker-ink);
  }
  .over .cell:not(.winning) .disc {
    opacity: 0.5;
  }
  .hint {
    min-height: var(--size-line);
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
    text-align: center;
  }
  @media (forced-colors: active) {
    .board {
      border: var(--stroke-focus) solid CanvasText;
    }
    .hole {
      border: 1px solid CanvasText;
    }
    .winning::after {
      border-color: Highlight;
    }
  }
`;
