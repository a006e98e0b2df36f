import { localized, msg, str } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, buttonStyles } from "../design/index.js";
import { paths } from "../navigation/index.js";
import { accountPageStyles } from "./account-page-styles.js";
import "./rally-entrance.js";

/** Where somebody who is signed in already comes to sign in, register or set up. */
@customElement("rally-signed-in-page")
@localized()
export class RallySignedInPage extends LitElement {
  @property({ attribute: false }) displayName = "";

  static override styles = [baseStyles, buttonStyles, accountPageStyles];

  override render(): TemplateResult {
    return html`<rally-entrance>
      <div class="heading">
        <h1 tabindex="-1">${msg("You're signed in")}</h1>
        <p class="lead">${msg(str`Welcome back, ${this.displayName}.`)}</p>
      </div>
      <a class="button primary submit" href=${paths.conversations()}>${msg("Open your chats")}</a>
      <p class="other">
        ${msg("To use another account, sign out first:")}
        <a href=${paths.settings()}>${msg("Settings")}</a>
      </p>
    </rally-entrance>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-signed-in-page": RallySignedInPage;
  }
}
