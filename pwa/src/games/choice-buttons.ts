import { css, html, type TemplateResult } from "lit";

/** Buttons of which one is pressed. */
export function choiceButtons<T extends string>(
  label: string,
  options: readonly (readonly [value: T, label: string])[],
  chosen: T,
  choose: (value: T) => void,
): TemplateResult {
  return html`<div class="choices" role="group" aria-label=${label}>
    ${options.map(
      ([value, words]) =>
        html`<button
          type="button"
          class="button"
          aria-pressed=${value === chosen ? "true" : "false"}
          @click=${() => {
            if (value !== chosen) choose(value);
          }}
        >
          ${words}
        </button>`,
    )}
  </div>`;
}

export const choiceButtonStyles = css`
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2xs);
    margin-block-end: var(--space-sm);
  }
  .choices button[aria-pressed="true"] {
    border-color: var(--color-accent);
    background: var(--color-selected);
  }
`;
