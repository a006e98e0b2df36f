import { msg } from "@lit/localize";
import { css, html, type TemplateResult } from "lit";
import { durations } from "./durations.js";

/** The field of a form that says how long a mute or a ban lasts, in milliseconds; 0: for ever. */
export function durationField(
  duration: number,
  onChange: (duration: number) => void,
): TemplateResult {
  return html`<div class="duration">
    <label for="duration">${msg("For how long")}</label>
    <select
      id="duration"
      @change=${(event: Event) => {
        onChange(Number((event.target as HTMLSelectElement).value));
      }}
    >
      ${durations.map(
        ({ ms, label }) =>
          html`<option value=${ms} .selected=${ms === duration}>${label()}</option>`,
      )}
    </select>
  </div>`;
}

/** Needs `selectStyles`, too. */
export const durationStyles = css`
  .duration {
    display: grid;
    gap: var(--space-2xs);
    margin-block-end: var(--space-md);
  }
  .duration label {
    font-weight: var(--weight-bold);
    font-size: var(--text-sm);
  }
`;
