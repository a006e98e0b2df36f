import { css } from "lit";

/** `<wa-switch>` as a row: label and hint at the start, the switch at the end. */
export const switchStyles = css`
  wa-switch {
    --height: var(--size-line);
    --width: var(--size-touch);
    --thumb-size: var(--size-icon-sm);
    position: relative;
    display: block;
    width: 100%;
    line-height: inherit;
  }
  wa-switch::part(base) {
    position: static;
    flex-direction: row-reverse;
    gap: var(--space-md);
  }
  /* The whole row is clickable. */
  wa-switch::part(base)::before {
    content: "";
    position: absolute;
    inset: 0;
  }
  wa-switch::part(label) {
    flex: 1;
    min-width: 0;
    margin: 0;
    font-weight: var(--weight-bold);
    line-height: var(--leading-tight);
  }
  wa-switch::part(hint) {
    display: block;
    margin: 0;
    padding-inline-end: calc(var(--size-touch) + var(--space-md));
    color: var(--color-ink-faint);
    font-size: var(--text-sm);
  }
  wa-switch:not(:state(checked))::part(control) {
    background: var(--color-sunken);
  }
  wa-switch:not(:state(checked))::part(thumb) {
    background: var(--color-line-strong);
  }
  /* Forced colours remove backgrounds: thumb and track are drawn in system colours. */
  @media (forced-colors: active) {
    wa-switch::part(control),
    wa-switch::part(thumb) {
      forced-color-adjust: none;
    }
    wa-switch:not(:state(checked))::part(control) {
      border-color: ButtonText;
      background: ButtonFace;
    }
    wa-switch:not(:state(checked))::part(thumb) {
      background: ButtonText;
    }
    wa-switch:state(checked)::part(control) {
      border-color: Highlight;
      background: Highlight;
    }
    wa-switch:state(checked)::part(thumb) {
      background: HighlightText;
    }
  }
`;
