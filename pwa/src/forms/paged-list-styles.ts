import { css } from "lit";

/** The list, the error and the empty text of a `PagedList`. */
export const pagedListStyles = css`
  ul {
    margin: 0 0 var(--space-xs);
    padding: 0;
    list-style: none;
  }
  .problem,
  .none {
    margin-block: 0 var(--space-xs);
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .problem {
    color: var(--color-danger);
  }
  .problem.offline {
    color: var(--color-ink-soft);
  }
  .problem:empty {
    display: none;
  }
`;
