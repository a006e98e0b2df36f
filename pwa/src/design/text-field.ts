import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { live } from "lit/directives/live.js";
import { icon } from "./icons.js";

export interface TextField {
  name: string;
  label: string;
  value: string;
  type?: "text" | "email" | "password";
  autocomplete: AutoFill;
  hint?: string;
  /** An error text; the field is then invalid and described by it. */
  error?: string | undefined;
  maxLength?: number;
  /** In a dialog: takes the focus when the dialog opens. Otherwise the dialog itself takes it. */
  autofocus?: boolean;
  onInput: (value: string) => void;
  /** For passwords: the state, label and action of the toggle that shows the text. */
  reveal?: { shown: boolean; label: string; toggle: () => void };
}

/**
 * A labelled input with hint and error. A template rather than an element, so that the input is in
 * its form's own tree, which password managers and the Enter key require.
 */
export function textField(field: TextField): TemplateResult {
  const { name, reveal } = field;
  const described = [field.error ? `${name}-error` : "", field.hint ? `${name}-hint` : ""]
    .filter(Boolean)
    .join(" ");
  return html`<div class="field">
    <label for=${name}>${field.label}</label>
    <div class="box ${reveal ? "revealable" : ""}">
      <input
        id=${name}
        name=${name}
        type=${reveal?.shown ? "text" : (field.type ?? "text")}
        .value=${live(field.value)}
        autocomplete=${field.autocomplete}
        autocapitalize="none"
        spellcheck="false"
        maxlength=${ifDefined(field.maxLength)}
        ?autofocus=${field.autofocus ?? false}
        aria-invalid=${field.error ? "true" : "false"}
        aria-describedby=${described || nothing}
        @input=${(event: InputEvent) => {
          field.onInput((event.target as HTMLInputElement).value);
        }}
      />
      ${
        reveal
          ? html`<button
              type="button"
              class="icon-button reveal"
              aria-label=${reveal.label}
              aria-pressed=${reveal.shown ? "true" : "false"}
              aria-controls=${name}
              @click=${reveal.toggle}
            >
              ${icon(reveal.shown ? "eyeOff" : "eye")}
            </button>`
          : nothing
      }
    </div>
    ${
      field.error
        ? html`<p class="error" id="${name}-error">${icon("alert")}<span>${field.error}</span></p>`
        : nothing
    }
    ${field.hint ? html`<p class="hint" id="${name}-hint">${field.hint}</p>` : nothing}
  </div>`;
}
