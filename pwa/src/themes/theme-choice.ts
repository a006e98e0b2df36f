import { msg } from "@lit/localize";
import { themeOf, themes, type Theme } from "@rally/shared/conversations";
import { html, nothing, type TemplateResult } from "lit";
import type { DirectiveResult } from "lit/directive.js";
import { live } from "lit/directives/live.js";
import { setStyle } from "../design/index.js";
import { themeLooks } from "./themes.js";

/** The classes of an element that shows a theme; `themeStyles` defines them. */
export function themeClass(conversation: { theme?: string | undefined }): string {
  const { hue, pattern } = themeLooks[themeOf(conversation)];
  return hue === undefined ? "" : `themed ${pattern ?? ""}`;
}

/** The hue of a theme, as an attribute of the element. */
export function themeHue(conversation: { theme?: string | undefined }): DirectiveResult {
  const { hue } = themeLooks[themeOf(conversation)];
  return setStyle({ "--theme-hue": String(hue ?? 0) });
}

/**
 * A radio button for each theme; needs `themeChoiceStyles`.
 * @param legend whether it has a heading of its own.
 */
export function themeChoice(
  current: { theme?: string | undefined },
  choose: (theme: Theme) => void,
  { legend }: { legend: boolean },
): TemplateResult {
  const chosen = themeOf(current);
  return html`<fieldset class="theme-choice" aria-label=${legend ? nothing : msg("Theme")}>
    ${legend ? html`<legend>${msg("Theme")}</legend>` : nothing}
    ${themes.map(
      (theme) =>
        html`<label>
          <input
            type="radio"
            name="theme"
            .checked=${live(theme === chosen)}
            @change=${() => {
              choose(theme);
            }}
          />
          <span class="swatch ${themeClass({ theme })}" ${themeHue({ theme })}><i></i></span>
          <span class="theme-name">${themeLooks[theme].label()}</span>
        </label>`,
    )}
  </fieldset>`;
}
