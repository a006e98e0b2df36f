import { localized, msg, str } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { accountPageStyles } from "../forms/index.js";
import { baseStyles, buttonStyles } from "../design/index.js";
import { pathTo } from "../navigation/index.js";
import "./rally-auth-layout.js";

/** Shown to signed-in users on the pages for sign-in, registration and set-up. */
@customElement("rally-signed-in-page")
@localized()
export class RallySignedInPage extends LitElement {
  @property({ attribute: false }) displayName = "";

  static override styles = [baseStyles, buttonStyles, accountPageStyles];

  override render(): TemplateResult {
    return html`<rally-auth-layout>
      <div class="heading">
        <h1 tabindex="-1">${msg("You're signed in")}</h1>
        <p class="lead">${msg(str`Welcome back, ${this.displayName}.`)}</p>
      </div>
      <a class="button primary submit" href=${pathTo("conversations")}>${msg("Go to chats")}</a>
      <p class="other">
        ${msg("To use another account, sign out first:")}
        <a href=${pathTo("settings")}>${msg("Settings")}</a>
      </p>
    </rally-auth-layout>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-signed-in-page": RallySignedInPage;
  }
}
