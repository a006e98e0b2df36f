import { css } from "lit";

export const twoFactorStyles = css`
  .enrolment {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-md);
  }
  /* Black on white in every theme, for cameras. */
  .picture {
    width: var(--width-xs);
    flex: none;
    padding: var(--space-xs);
    border: 1px solid var(--color-line);
    border-radius: var(--radius-md);
    background: white;
    color: black;
  }
  .picture svg {
    display: block;
    width: 100%;
    height: auto;
  }
  .key {
    flex: 1 1 var(--width-xs);
    min-width: 0;
  }
  code {
    font-size: var(--text-md);
    overflow-wrap: anywhere;
  }
`;
