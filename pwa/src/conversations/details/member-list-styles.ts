import { css } from "lit";
import { searchFieldStyles } from "../../design/index.js";

export const memberListStyles = css`
  :host {
    display: block;
  }
  ${searchFieldStyles}
  .box {
    margin-block-end: var(--space-xs);
  }
  li {
    display: flex;
    align-items: center;
  }
  a {
    display: flex;
    flex: 1;
    min-width: 0;
    align-items: center;
    gap: var(--space-sm);
    min-height: var(--size-touch);
    padding: var(--space-2xs) var(--space-xs);
    margin-inline: calc(-1 * var(--space-xs));
    border-radius: var(--radius-md);
    color: inherit;
    text-decoration: none;
    --avatar-size: var(--size-avatar-sm);
    --presence-edge: var(--details-ground, var(--color-surface));
  }
  .picture {
    position: relative;
    flex: none;
  }
  rally-presence-dot {
    position: absolute;
    inset-block-end: calc(-1 * var(--space-3xs));
    inset-inline-end: calc(-1 * var(--space-3xs));
  }
  .name {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .role,
  p {
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .button {
    width: 100%;
    margin-block-start: var(--space-xs);
  }
  @media (hover: hover) {
    a:hover {
      background: var(--color-hover);
    }
  }
`;
