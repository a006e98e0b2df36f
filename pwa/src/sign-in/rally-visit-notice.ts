import { localized, msg } from "@lit/localize";
import { oauthEnding, type OAuthEnding } from "@rally/shared/sign-in";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles } from "../design/index.js";
import { errorSentence } from "../localization/index.js";
import { router } from "../navigation/index.js";
import { takeVisitOrigin } from "./providers.js";

/**
 * Shows the result of a visit to a provider, which is in the fragment of the address, and returns
 * to the page where the visit started.
 */
@customElement("rally-visit-notice")
@localized()
export class RallyVisitNotice extends LitElement {
  /** The page that is shown. The notice disappears when the user opens another page. */
  @property() page = "";
  private ending: OAuthEnding | undefined;
  private path = "";

  static override styles = [
    baseStyles,
    css`
      p {
        margin-block-end: var(--space-lg);
        padding: var(--space-sm) var(--space-md);
        border-radius: var(--radius-md);
        background: var(--color-notice-soft);
        color: var(--color-on-notice);
      }
      p:not(.said) {
        display: none;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.ending = oauthEnding(location.hash);
    if (!this.ending) return;
    history.replaceState(history.state, "", location.pathname);
    this.path = takeVisitOrigin() ?? location.pathname;
    if (this.path !== location.pathname) router.go(this.path, { replace: true });
  }

  override render(): TemplateResult {
    const isHere = location.pathname === this.path;
    const words = isHere && this.ending ? inWords(this.ending) : "";
    return html`<p role="status" class=${words ? "said" : ""}>${words}</p>`;
  }
}

function inWords(ending: OAuthEnding): string {
  if (ending.name === "linked") return msg("Account linked. You can now sign in with it.");
  if (ending.name === "confirmed") {
    return msg(
      "Confirmed. Carry on with what you were doing: Rally won't ask again for ten minutes.",
    );
  }
  return ending.name === "error" ? errorSentence(ending.code) : "";
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-visit-notice": RallyVisitNotice;
  }
}
