import { msg } from "@lit/localize";
import type { Theme } from "@rally/shared/conversations";

/** How a theme looks: the hue of its colours (`--theme-…-lc` in tokens.css) and its pattern. */
export interface ThemeLook {
  label: () => string;
  /** The hue in degrees (OKLCH); absent: the colours of the app. */
  hue?: number;
  pattern?: "dots" | "stripes";
}

/** The look of every theme. To add one, add its name in shared and one line here. */
export const themeLooks: Record<Theme, ThemeLook> = {
  default: { label: () => msg("Rally") },
  clay: { label: () => msg("Clay"), hue: 45, pattern: "stripes" },
  sand: { label: () => msg("Sand"), hue: 85 },
  grass: { label: () => msg("Grass"), hue: 145, pattern: "dots" },
  lagoon: { label: () => msg("Lagoon"), hue: 240 },
  dusk: { label: () => msg("Dusk"), hue: 295, pattern: "dots" },
  berry: { label: () => msg("Berry"), hue: 332 },
  rose: { label: () => msg("Rose"), hue: 5 },
};
