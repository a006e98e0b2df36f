import { msg } from "@lit/localize";
import { getLocale } from "./locale.js";

const formats = new Map<string, Intl.DateTimeFormat>();

/** Creating a format takes about a millisecond, and lists have hundreds of dates: cached. */
function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${getLocale()} ${name}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(regionalLocale(), options);
  formats.set(key, made);
  return made;
}

/**
 * The app's language in the user's region. If the browser lists no region with that language, its
 * own hour cycle is still used, so that a page does not mix 12 and 24 hours.
 */
function regionalLocale(): Intl.Locale {
  const locale = getLocale();
  const codes = navigator.languages.filter(isLanguageTag);
  const spoken = codes.find((code) => code.split("-")[0] === locale);
  if (spoken !== undefined) return new Intl.Locale(spoken);
  const clock = new Intl.DateTimeFormat(codes, { hour: "numeric" });
  const { hourCycle } = clock.resolvedOptions();
  return new Intl.Locale(locale, hourCycle === undefined ? {} : { hourCycle });
}

/** Some browsers list the system's locale ("C", "en-US@posix"), for which Intl throws. */
function isLanguageTag(code: string): boolean {
  try {
    new Intl.Locale(code);
    return true;
  } catch {
    return false;
  }
}

/** The start of the day of `at` in the device's time zone; equal for all times of one day. */
export function dayOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** Whole days from the day of `at` to the day of `now`, regardless of daylight saving time. */
function daysBetween(at: number, now: number): number {
  return Math.round((dayOf(now) - dayOf(at)) / 86_400_000);
}

/** The last formatted minute and its text: messages come in bursts. */
let lastMinute = { minute: NaN, locale: "", words: "" };

/** Creates the clock's format while the page is idle: the first format takes longest. */
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

/** The full date and time, for a tooltip and for screen readers. */
export function fullTime(at: number): string {
  return format("full", { dateStyle: "full", timeStyle: "short" }).format(at);
}

/** The heading of a day among messages: "Today", "Yesterday", "Monday", "3 May", "3 May 2024". */
export function dayLabel(at: number, now = Date.now()): string {
  const days = daysBetween(at, now);
  if (days === 0) return msg("Today");
  if (days === 1) return msg("Yesterday");
  if (days > 1 && days < 7) return capitalized(format("weekday", { weekday: "long" }).format(at));
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return sameYear
    ? format("day", { day: "numeric", month: "long" }).format(at)
    : format("day and year", { day: "numeric", month: "long", year: "numeric" }).format(at);
}

/** French writes weekdays in lowercase, except at the start of a heading. */
function capitalized(words: string): string {
  return words.charAt(0).toLocaleUpperCase(getLocale()) + words.slice(1);
}

/** A time in a list: the clock time today, then "Yesterday", a weekday, a short date. */
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

/** A date and time for a list of past events: "3 May 2024, 14:05". */
export function dateAndTime(at: number): string {
  return format("date and time", { dateStyle: "medium", timeStyle: "short" }).format(at);
}

/** A time within the next days: "Tue 08:00". */
export function weekdayAndTime(at: number): string {
  const options = { weekday: "short", hour: "numeric", minute: "2-digit" } as const;
  return format("weekday and time", options).format(at);
}

/** How long it is until a time, rounded up: "in 5 minutes", "in 2 hours", "in 3 days". */
export function timeUntil(at: number, now = Date.now()): string {
  const minutes = Math.max(1, Math.ceil((at - now) / 60_000));
  const format = new Intl.RelativeTimeFormat(getLocale(), { numeric: "always" });
  if (minutes < 60) return format.format(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours < 48 ? format.format(hours, "hour") : format.format(Math.round(hours / 24), "day");
}

/** A number with its unit: "10 minutes", "1 hour". */
export function unitLabel(count: number, unit: "minute" | "hour" | "day" | "week"): string {
  const style = { style: "unit", unit, unitDisplay: "long" } as const;
  return new Intl.NumberFormat(getLocale(), style).format(count);
}

/** The name of a day of the week; 0 is Sunday. */
export function weekdayName(day: number, weekday: "short" | "long"): string {
  // 7 January 2024 was a Sunday.
  return format(`${weekday} name of a weekday`, { weekday }).format(new Date(2024, 0, 7 + day));
}

/** A month with its year: "May 2024". */
export function monthLabel(at: number): string {
  return format("month", { month: "long", year: "numeric" }).format(at);
}

/**
 * Sets the full date as the tooltip of the `<time>` under the pointer. Formatting it for every
 * message of a page would take longer than rendering them.
 */
export function showFullTime(event: Event): void {
  const [target] = event.composedPath();
  const time = target instanceof Element ? target.closest("time") : null;
  if (time) time.title = fullTime(Date.parse(time.dateTime));
}
