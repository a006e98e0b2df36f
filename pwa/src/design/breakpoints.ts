import { unsafeCSS } from "lit";

/**
 * The widths at which layouts change, as conditions for `@media` and `matchMedia`, because a media
 * query cannot read a custom property.
 */
export const breakpoints = {
  phone: "(width < 30rem)",
  onePane: "(width < 56.25rem)",
  twoPanes: "(width >= 56.25rem)",
  threePanes: "(width >= 75rem)",
  oneColumn: "(width < 62.5rem)",
  twoColumns: "(width >= 62.5rem)",
  /** For `@container` in the navigation bar: too narrow for labels below the icons. */
  iconsOnly: "(inline-size < 22rem)",
} as const;

export const phone = unsafeCSS(breakpoints.phone);
export const onePane = unsafeCSS(breakpoints.onePane);
export const twoPanes = unsafeCSS(breakpoints.twoPanes);
export const threePanes = unsafeCSS(breakpoints.threePanes);
export const oneColumn = unsafeCSS(breakpoints.oneColumn);
export const twoColumns = unsafeCSS(breakpoints.twoColumns);
export const iconsOnly = unsafeCSS(breakpoints.iconsOnly);
