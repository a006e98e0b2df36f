import { msg } from "@lit/localize";
import { getLocale } from "./locale.js";

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs about a millisecond, a list needs hundreds of dates: one of each is kept. */
function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${getLocale()} ${name}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(regionalLocale(), options);
  formats.set(key, made);
  return made;
}

/**
 * The app's language as the user's region writes it. Where the browser names no region that speaks
 * it, its clock still decides between 12 and 24 hours, so that no page mixes the two.
 */
function regionalLocale(): Intl.Locale {
  const locale = getLocale();
  const spoken = navigator.languages.find((code) => code.split("-")[0] === locale);
  if (spoken !== undefined) return new Intl.Locale(spoken);
  const clock = new Intl.DateTimeFormat(navigator.language, { hour: "numeric" });
  const { hourCycle } = clock.resolvedOptions();
  return new Intl.Locale(locale, hourCycle === undefined ? {} : { hourCycle });
}

/** Midnight before `at`, in the device's zone: equal for two moments of one day. */
export function dayOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** Whole days from the day of `at` to the day of `now`, unmoved by daylight saving. */
function daysBetween(at: number, now: number): number {
  return Math.round((dayOf(now) - dayOf(at)) / 86_400_000);
}

/** The last minute asked for and its words: messages come in bursts. */
let lastMinute = { minute: NaN, locale: "", words: "" };

/** Makes ready while there is nothing better to do: the first format of all takes its time. */
export function prepareDates(): void {
  clockTime(Date.now());
}

export function clockTime(at: number): string {
  const minute = Math.floor(at / 60_000);
  const locale = getLocale();
  if (lastMinute.minute !== minute || lastMinute.locale !== locale) {
    const words = format("time", { timeStyle: "short" }).format(at);
    lastMinute = { minute, locale, words };
  }
  return lastMinute.words;
}

/** Date and time in full, for a tooltip and for screen readers. */
export function fullTime(at: number): string {
  return format("full", { dateStyle: "full", timeStyle: "short" }).format(at);
}

/** The heading of a day among messages: "Today", "Yesterday", "Monday", "3 May", "3 May 2024". */
export function dayLabel(at: number, now = Date.now()): string {
  const days = daysBetween(at, now);
  if (days === 0) return msg("Today");
  if (days === 1) return msg("Yesterday");
  if (days > 1 && days < 7) return format("weekday", { weekday: "long" }).format(at);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return sameYear
    ? format("day", { day: "numeric", month: "long" }).format(at)
    : format("day and year", { day: "numeric", month: "long", year: "numeric" }).format(at);
}

/** How a list says when: a time today, then "Yesterday", a weekday, a short date. */
export function listTime(at: number, now = Date.now()): string {
  const days = daysBetween(at, now);
  if (days <= 0) return clockTime(at);
  if (days === 1) return msg("Yesterday");
  if (days < 7) return format("short weekday", { weekday: "short" }).format(at);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return sameYear
    ? format("short day", { day: "numeric", month: "short" }).format(at)
    : format("numeric", { dateStyle: "short" }).format(at);
}

/** A date and time for a list of what happened once: "3 May 2024, 14:05". */
export function dateAndTime(at: number): string {
  return format("date and time", { dateStyle: "medium", timeStyle: "short" }).format(at);
}

/** A moment within the next days: "Tue 08:00". */
export function weekdayAndTime(at: number): string {
  const options = { weekday: "short", hour: "numeric", minute: "2-digit" } as const;
  return format("weekday and time", options).format(at);
}

/** What a day of the week is called; 0 is Sunday. */
export function weekdayName(day: number, weekday: "short" | "long"): string {
  // 7 January 2024 was a Sunday.
  return format(`${weekday} name of a weekday`, { weekday }).format(new Date(2024, 0, 7 + day));
}

/** A month in its year: "May 2024". */
export function monthLabel(at: number): string {
  return format("month", { month: "long", year: "numeric" }).format(at);
}
