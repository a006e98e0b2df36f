import { css } from "lit";

/** Lists of the server's emoji and stickers for its admins. */
export const expressionListStyles = css`
  :host {
    display: grid;
    gap: var(--space-xl);
  }
  .head {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: var(--space-sm);
    margin-block-end: var(--space-sm);
  }
  :is(h2, h3) {
    margin-block-end: var(--space-sm);
    font-size: var(--text-md);
  }
  .head :is(h2, h3) {
    min-width: 0;
    margin: 0;
    overflow-wrap: anywhere;
  }
  .head span,
  .none {
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--width-sm)), 1fr));
    column-gap: var(--space-lg);
  }
  li {
    display: flex;
    gap: var(--space-sm);
    align-items: center;
    min-width: 0;
    padding-block: var(--space-2xs);
    border-block-end: 1px solid var(--color-line);
  }
  li img {
    flex: none;
    width: var(--size-avatar-sm);
    height: var(--size-avatar-sm);
    object-fit: contain;
  }
  li bdi {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
`;
