import { localized, msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { baseStyles, buttonStyles, pageStyles, sidePage } from "../design/index.js";
import "./rally-person-finder.js";

/** Find somebody, as a page of its own. */
@customElement("rally-people-page")
@localized()
export class RallyPeoplePage extends LitElement {
  static override shadowRootOptions: ShadowRootInit = {
    ...LitElement.shadowRootOptions,
    delegatesFocus: true,
  };
  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    css`
      rally-person-finder {
        min-height: 50vh;
      }
    `,
  ];

  override render(): TemplateResult {
    return sidePage(this, msg("People"), html`<rally-person-finder></rally-person-finder>`);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-people-page": RallyPeoplePage;
  }
}
