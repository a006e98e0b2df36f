import * as z from "zod/mini";

/** What of a conversation becomes a notification. */
export const notifyLevels = ["all", "mentions", "none"] as const;
export type NotifyLevel = (typeof notifyLevels)[number];
export const notifyLevelSchema = z.enum(notifyLevels);

/** What holds where one has chosen nothing: people one knows say all, places of everyone mentions. */
export function defaultLevel(kind: string): NotifyLevel {
  return kind === "direct" || kind === "group" ? "all" : "mentions";
}
