import { msg, str } from "@lit/localize";
import { dateAndTime } from "../localization/index.js";
import { FOREVER } from "@rally/shared/members";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long a mute or a ban can last, in milliseconds; 0: until a moderator lifts it. */
export const durations: readonly { ms: number; label: () => string }[] = [
  { ms: 10 * MINUTE, label: () => msg("10 minutes") },
  { ms: HOUR, label: () => msg("1 hour") },
  { ms: DAY, label: () => msg("1 day") },
  { ms: 7 * DAY, label: () => msg("1 week") },
  { ms: 30 * DAY, label: () => msg("30 days") },
  { ms: 0, label: () => msg("Until someone lifts it") },
];

/** The seconds that slow mode can have; 0: off. */
export const slowModes: readonly { seconds: number; label: () => string }[] = [
  { seconds: 0, label: () => msg("Off") },
  { seconds: 5, label: () => msg("5 seconds") },
  { seconds: 10, label: () => msg("10 seconds") },
  { seconds: 30, label: () => msg("30 seconds") },
  { seconds: 60, label: () => msg("1 minute") },
  { seconds: 300, label: () => msg("5 minutes") },
  { seconds: 900, label: () => msg("15 minutes") },
  { seconds: 3_600, label: () => msg("1 hour") },
  { seconds: 21_600, label: () => msg("6 hours") },
];

/** A number of seconds as words: "30 seconds", "5 minutes". */
export function slowModeLabel(seconds: number): string {
  const known = slowModes.find((mode) => mode.seconds === seconds);
  return known?.label() ?? msg(str`${seconds} seconds`);
}

/** Until when something is in force: "until 3 May 2024, 14:05"; undefined: for ever. */
export function untilLabel(until: number | undefined): string | undefined {
  if (until === undefined || until >= FOREVER) return undefined;
  return msg(str`until ${dateAndTime(until)}`);
}
