import { css } from "lit";
import { oneColumn, twoColumns } from "../design/index.js";

/** An illustration with a greeting, then cards: one column, or two from 1,000 px. */
export const homePageStyles = css`
  :host {
    display: block;
    height: 100%;
  }
  .scroll {
    height: 100%;
    position: relative;
    overflow-y: auto;
    background: var(--color-ground);
    scrollbar-width: thin;
    scrollbar-color: var(--color-line) transparent;
  }
  header {
    position: relative;
    overflow: hidden;
    background: linear-gradient(
      100deg,
      var(--color-accent-deep) 30%,
      color-mix(in oklch, var(--color-accent-deep), var(--color-highlight) 9%)
    );
    color: var(--color-on-accent-deep);
  }
  .court {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  @media ${oneColumn} {
    .court {
      opacity: 0.9;
      mask-image: linear-gradient(100deg, transparent 45%, black 90%);
    }
  }
  .court:dir(rtl) {
    transform: scaleX(-1);
  }
  .painted,
  .net {
    fill: none;
    stroke: var(--color-accent-lines);
    stroke-width: 3;
  }
  .net {
    stroke-width: 5;
    stroke-dasharray: 2 5;
  }
  .flight {
    fill: none;
    stroke: var(--color-on-accent-deep);
    stroke-width: 3;
    stroke-linecap: round;
    stroke-dasharray: 0.1 11;
    opacity: 0.55;
  }
  .ball {
    fill: var(--color-highlight);
  }
  .welcome {
    position: relative;
    display: grid;
    gap: var(--space-2xs);
    max-width: var(--size-home);
    margin-inline: auto;
    padding: calc(var(--space-2xl) + env(safe-area-inset-top)) var(--space-md) var(--space-2xl);
  }
  h1 {
    max-width: 14em;
    font-size: clamp(var(--text-2xl), 4.2vw, var(--text-3xl));
    letter-spacing: -0.025em;
    overflow-wrap: anywhere;
    text-wrap: balance;
  }
  h1:focus {
    outline: none;
  }
  .welcome p {
    min-height: 1.45em;
    font-size: var(--text-md);
    opacity: 0.86;
  }
  .cards {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-lg);
    max-width: var(--size-home);
    margin: var(--space-lg) auto 0;
    padding: 0 var(--space-md) max(var(--space-2xl), env(safe-area-inset-bottom));
    position: relative;
  }
  section {
    display: grid;
    grid-template-rows: auto 1fr;
    gap: var(--space-xs);
    min-width: 0;
  }
  .card {
    border: 1px solid var(--color-line);
    border-radius: var(--radius-lg);
    background: var(--color-raised);
    box-shadow: var(--shadow-sm);
    /* Buttons stand out from the card. */
    --button-fill: var(--color-surface);
    --button-line: color-mix(in oklch, var(--color-line-strong) 45%, var(--color-line));
  }
  .title {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: var(--space-md);
    padding-inline: var(--space-2xs);
  }
  .title h2 {
    font-size: var(--text-md);
  }
  .title a {
    padding-block: var(--space-2xs);
    font-size: var(--text-sm);
    font-weight: var(--weight-bold);
    text-decoration: none;
    white-space: nowrap;
  }
  .title a:hover {
    text-decoration: underline;
  }
  .list {
    align-self: start;
    padding: var(--space-2xs);
    --color-ground: var(--color-raised);
  }
  .quiet {
    display: grid;
    justify-items: center;
    gap: var(--space-md);
    padding: var(--space-xl) var(--space-md);
    color: var(--color-ink-soft);
    text-align: center;
  }
  @media ${twoColumns} {
    .welcome {
      padding: var(--space-3xl) var(--space-xl);
    }
    .cards {
      align-items: start;
      gap: var(--space-xl);
      margin-block-start: var(--space-lg);
      padding-inline: var(--space-xl);
    }
    .cards.two {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
    .two .tall {
      grid-row: span 3;
    }
    .two .wide {
      grid-column: 1 / -1;
    }
  }
`;
