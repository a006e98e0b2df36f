import { css, html, type TemplateResult } from "lit";

type Value = string | number | boolean;
export type GameSettings = Readonly<Record<string, Value>>;

/** One setting of a game: a choice, or without options a switch. */
export interface SettingField {
  /** Its key in the schema of the game's settings. */
  name: string;
  label: () => string;
  initial: Value;
  options?: readonly { value: Value; label: () => string }[];
}

/** The fields of a game's settings; `change` receives all of them. */
export function settingFields(
  fields: readonly SettingField[],
  settings: GameSettings,
  change: (settings: GameSettings) => void,
): TemplateResult {
  return html`<div class="settings">
    ${fields.map((field) => {
      const { name, label, initial, options } = field;
      const value = settings[name] ?? initial;
      const set = (next: Value) => change({ ...settings, [name]: next });
      return options
        ? html`<label class="setting"
            ><span>${label()}</span
            ><select
              @change=${(event: Event) => {
                const chosen = options[(event.target as HTMLSelectElement).selectedIndex];
                if (chosen) set(chosen.value);
              }}
            >
              ${options.map(
                (option) =>
                  html`<option ?selected=${option.value === value}>${option.label()}</option>`,
              )}
            </select></label
          >`
        : html`<label class="setting"
            ><span>${label()}</span
            ><input
              type="checkbox"
              .checked=${value === true}
              @change=${(event: Event) => set((event.target as HTMLInputElement).checked)}
          /></label>`;
    })}
  </div>`;
}

export const settingFieldStyles = css`
  .settings {
    display: grid;
  }
  .setting {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-md);
    min-height: var(--size-touch);
    font-size: var(--text-sm);
  }
  .setting input {
    flex: none;
    width: var(--size-line);
    height: var(--size-line);
    margin: 0;
    accent-color: var(--color-accent);
  }
`;
