import { css } from "lit";

/** A checkbox as a switch: `<input class="switch" type="checkbox" role="switch">`. */
export const switchStyles = css`
  .switch {
    position: relative;
    flex: none;
    width: 2.75rem;
    height: 1.6rem;
    margin: 0;
    appearance: none;
    border: 1px solid var(--color-line-strong);
    border-radius: var(--radius-full);
    background: var(--color-sunken);
    cursor: pointer;
    transition: background-color var(--motion-quick);
  }
  .switch::before {
    content: "";
    position: absolute;
    inset-block: 2px;
    inset-inline-start: 2px;
    aspect-ratio: 1;
    border-radius: var(--radius-full);
    background: var(--color-line-strong);
    transition: inset-inline-start var(--motion-quick) var(--motion-ease);
  }
  .switch:checked {
    border-color: var(--color-court);
    background: var(--color-court);
  }
  .switch:checked::before {
    inset-inline-start: calc(100% - 1.6rem + 4px);
    background: var(--color-on-court);
  }
  .switch:disabled {
    cursor: default;
    opacity: 0.5;
  }
  /* Backgrounds are taken away there: the knob and its place have to be drawn in the system's own. */
  @media (forced-colors: active) {
    .switch,
    .switch::before {
      forced-color-adjust: none;
    }
    .switch {
      border-color: ButtonText;
      background: ButtonFace;
    }
    .switch::before {
      background: ButtonText;
    }
    .switch:checked {
      border-color: Highlight;
      background: Highlight;
    }
    .switch:checked::before {
      background: HighlightText;
    }
    .switch:disabled {
      border-color: GrayText;
      opacity: 1;
    }
    .switch:disabled::before {
      background: GrayText;
    }
  }
`;
