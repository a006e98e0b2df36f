import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles } from "../design/index.js";
import type { PersonLine } from "./index.js";
import { personLine, personLineStyles } from "./person-line.js";

/** Received friend requests with the buttons to answer them; works offline. */
@customElement("rally-friend-requests")
@localized()
export class RallyFriendRequests extends LitElement {
  @property({ attribute: false }) requests: readonly PersonLine[] = [];

  static override styles = [baseStyles, personLineStyles];

  override render(): TemplateResult {
    return html`<ul role="list" aria-label=${msg("Friend requests")}>
      ${this.requests.map(({ person, relation }) => personLine(person, relation))}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-friend-requests": RallyFriendRequests;
  }
}
