import { msg } from "@lit/localize";
import { getLocale } from "./locale.js";

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs about a millisecond, a list needs hundreds of dates: one of each is kept. */
function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${getLocale()} ${name}`;
  const known = formats.get(key);
  if (known) return known;
  // The person's own region decides 12 or 24 hours, as long as it speaks the app's language.
  const region = navigator.language.startsWith(getLocale()) ? navigator.language : getLocale();
  const made = new Intl.DateTimeFormat(region, options);
  formats.set(key, made);
  return made;
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
    const words = format("time", { hour: "numeric", minute: "2-digit" }).format(at);
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

/** A month in its year: "May 2024". */
export function monthLabel(at: number): string {
  return format("month", { month: "long", year: "numeric" }).format(at);
}
