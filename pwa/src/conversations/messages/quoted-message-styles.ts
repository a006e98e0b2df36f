import { css } from "lit";

/** The first lines of the message that a dialog is about, above the dialog's own content. */
export const quotedMessageStyles = css`
  blockquote {
    display: -webkit-box;
    overflow: hidden;
    margin: 0 0 var(--space-sm);
    padding: var(--space-xs) var(--space-sm);
    border-radius: var(--radius-md);
    background: var(--color-bubble);
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
`;
