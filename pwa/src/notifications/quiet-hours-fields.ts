import { msg } from "@lit/localize";
import type { QuietHours } from "@rally/shared/notifications";
import { html, type TemplateResult } from "lit";
import { weekdayName } from "../localization/index.js";

/** Start, end and days of quiet hours; each change is reported with all values. */
export function quietHoursFields(
  hours: QuietHours,
  changed: (hours: QuietHours) => void,
): TemplateResult {
  const { from, to, days } = hours;
  const time = (minute: number, label: string, set: (minute: number) => QuietHours) =>
    html`<label
      >${label}
      <input
        type="time"
        required
        .value=${clockOf(minute)}
        @change=${(event: Event) => {
          const minutes = minutesOf((event.target as HTMLInputElement).value);
          if (minutes !== undefined) changed(set(minutes));
        }}
    /></label>`;
  return html`<div class="hours">
    <div class="times">
      ${time(from, msg("From"), (minute) => ({ ...hours, from: minute }))}
      ${time(to, msg("to"), (minute) => ({ ...hours, to: minute }))}
    </div>
    <fieldset aria-label=${msg("Days")}>
      ${week().map(
        ({ day, short, long }) =>
          html`<label class="day" title=${long}
            ><input
              type="checkbox"
              aria-label=${long}
              .checked=${days.includes(day)}
              @change=${() => changed({ ...hours, days: toggled(days, day) })}
            />${short}</label
          >`,
      )}
    </fieldset>
  </div>`;
}

/** The days of a week from Monday, in the app's language. */
function week(): { day: number; short: string; long: string }[] {
  return [1, 2, 3, 4, 5, 6, 0].map((day) => ({
    day,
    short: weekdayName(day, "short"),
    long: weekdayName(day, "long"),
  }));
}

const toggled = (days: readonly number[], day: number): number[] =>
  days.includes(day) ? days.filter((one) => one !== day) : [...days, day].sort();

function clockOf(minute: number): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function minutesOf(clock: string): number | undefined {
  const [, hours, minutes] = /^(\d\d):(\d\d)/.exec(clock) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}
