import * as z from "zod/mini";

/** Which messages of a conversation become notifications. */
export const notifyLevels = ["all", "mentions", "none"] as const;
export type NotifyLevel = (typeof notifyLevels)[number];
export const notifyLevelSchema = z.enum(notifyLevels);

/** The level until the user chooses one. */
export function defaultLevel(kind: string): NotifyLevel {
  return kind === "direct" || kind === "group" ? "all" : "mentions";
}

const minute = z.int().check(z.minimum(0), z.maximum(24 * 60 - 1));

/** Hours in which nothing is pushed. */
export const quietHoursSchema = z.strictObject({
  /** An IANA name like Europe/Paris. */
  timeZone: z.string().check(
    z.maxLength(64),
    z.refine((name: string) => isTimeZone(name), { error: "format" }),
  ),
  /** Minutes since midnight. If `to` is before `from`, it is on the next day; if equal, the span is a whole day. */
  from: minute,
  to: minute,
  /** The weekdays on which the span begins, 0 for Sunday. */
  days: z.array(z.int().check(z.minimum(0), z.maximum(6))).check(z.maxLength(7)),
});
export type QuietHours = z.infer<typeof quietHoursSchema>;

/** "Do not disturb": notifications are still listed, but not pushed. */
export const disturbSchema = z.strictObject({
  hours: z.nullable(quietHoursSchema),
  /** The end of a pause, milliseconds since the epoch. */
  until: z.nullable(z.int().check(z.minimum(0), z.maximum(8.64e15))),
});
export type Disturb = z.infer<typeof disturbSchema>;

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** Whether "do not disturb" is on at `at`, milliseconds since the epoch. */
export function isQuiet({ hours, until }: Disturb, at: number): boolean {
  if (until !== null && at < until) return true;
  if (!hours) return false;
  const { day, minute: now } = wallClock(hours.timeZone, at);
  const { from, to, days } = hours;
  if (from < to) return days.includes(day) && now >= from && now < to;
  // The span crosses midnight: today's has begun, or yesterday's has not ended.
  return (now >= from && days.includes(day)) || (now < to && days.includes((day + 6) % 7));
}

function wallClock(timeZone: string, at: number): { day: number; minute: number } {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return {
    day: DAYS.indexOf(part("weekday")),
    minute: Number(part("hour")) * 60 + Number(part("minute")),
  };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false; // RangeError: unknown time zone
  }
}
