import { css } from "lit";
import { phone } from "./breakpoints.js";

/** Web Awesome's dialogs with our own header, whose icons are bundled. */
export const dialogStyles = css`
  wa-dialog {
    --width: var(--width-md);
    --spacing: var(--space-lg);
    color: var(--color-ink);
  }
  wa-dialog::part(dialog) {
    border: 1px solid var(--color-line);
  }
  @media ${phone} {
    wa-dialog {
      --spacing: var(--space-md);
    }
    wa-dialog::part(dialog) {
      max-width: calc(100% - var(--space-lg));
    }
  }
  .dialog-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-sm);
    margin-block: calc(var(--space-xs) * -1) var(--space-sm);
    margin-inline-end: calc(var(--space-xs) * -1);
  }
  .dialog-head h2 {
    font-size: var(--text-lg);
  }
  .dialog-actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: var(--space-xs);
    margin-block-start: var(--space-lg);
  }
`;
