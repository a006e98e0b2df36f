import * as z from "zod/mini";

/** What a conversation can look like; the app knows the colours of each. */
export const themes = [
  "default",
  "clay",
  "sand",
  "grass",
  "lagoon",
  "dusk",
  "berry",
  "rose",
] as const;
export type Theme = (typeof themes)[number];
export const themeSchema = z.enum(themes);

/** The theme of a conversation; the default for one of a newer server. */
export function themeOf({ theme }: { theme?: string | undefined }): Theme {
  return themes.find((known) => known === theme) ?? "default";
}
