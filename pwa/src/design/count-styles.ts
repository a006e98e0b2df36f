import { css } from "lit";

/** A number of items that the user has to see. */
export const countStyles = css`
  .count {
    min-width: var(--size-badge);
    padding-inline: var(--space-2xs);
    border-radius: var(--radius-full);
    background: var(--color-highlight);
    color: var(--color-on-highlight);
    font-size: var(--text-xs);
    font-weight: var(--weight-bold);
    font-variant-numeric: tabular-nums;
    line-height: var(--size-badge);
    text-align: center;
  }
  @media (forced-colors: active) {
    .count {
      border: 1px solid;
    }
  }
`;
