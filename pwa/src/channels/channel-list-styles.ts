import { css } from "lit";
import { phone } from "../design/index.js";

/** The directory of channels. */
export const channelListStyles = css`
  .tools {
    display: flex;
    gap: var(--space-xs);
  }
  .box {
    flex: 1;
  }
  .note {
    min-height: var(--size-line);
    margin-block: var(--space-2xs);
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  ul {
    margin: 0;
    margin-inline: calc(-1 * var(--space-xs));
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    grid-template: "picture what actions" auto / auto minmax(0, 1fr) auto;
    gap: var(--space-2xs) var(--space-sm);
    align-items: center;
    padding: var(--space-xs);
    border-radius: var(--radius-md);
    --avatar-size: var(--size-avatar-lg);
  }
  .what {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-area: what;
    min-width: 0;
    line-height: 1.35;
  }
  .name {
    display: flex;
    gap: var(--space-2xs);
    align-items: center;
    min-width: 0;
  }
  .name > :first-child,
  .topic {
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .name {
    color: var(--color-ink);
    font-weight: var(--weight-bold);
  }
  .name a {
    color: inherit;
    text-decoration: none;
  }
  .name a:hover {
    text-decoration: underline;
  }
  .lock {
    flex: none;
    color: var(--color-ink-faint);
    font-size: var(--text-sm);
  }
  .topic,
  .count,
  .state {
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .end {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: var(--space-xs);
    grid-area: actions;
  }
  .state {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2xs);
  }
  .refused {
    max-width: var(--width-sm);
    color: var(--color-danger);
    font-size: var(--text-sm);
  }
  .more {
    display: block;
    margin: var(--space-sm) auto 0;
  }
  @media (hover: hover) {
    li:hover {
      background: var(--color-hover);
    }
  }
  @media ${phone} {
    .tools {
      flex-wrap: wrap;
    }
    .box {
      flex-basis: 100%;
    }
    li:is(.wide, :has(.refused, .state)) {
      grid-template: "picture what" auto "picture actions" auto / auto minmax(0, 1fr);
    }
    li:is(.wide, :has(.refused, .state)) .end {
      justify-content: flex-start;
    }
  }
`;
