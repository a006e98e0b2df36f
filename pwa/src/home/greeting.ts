import { msg, str } from "@lit/localize";

/** A greeting for an hour of the day (0 to 23). */
export function greeting(name: string, hour: number): string {
  if (hour >= 5 && hour < 12) return msg(str`Good morning, ${name}`);
  if (hour >= 12 && hour < 18) return msg(str`Good afternoon, ${name}`);
  return msg(str`Good evening, ${name}`);
}
