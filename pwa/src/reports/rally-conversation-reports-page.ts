import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, buttonStyles, pageStyles } from "../design/index.js";
import { pathTo, sidePage } from "../navigation/index.js";
import "./rally-report-list.js";

/** The reports of messages in a conversation, for its moderators: where their notification leads. */
@customElement("rally-conversation-reports-page")
@localized()
export class RallyConversationReportsPage extends LitElement {
  @property({ attribute: false }) conversationId = "";

  static override styles = [baseStyles, buttonStyles, pageStyles];

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    const { conversationId: id } = this;
    return sidePage(
      this,
      msg("Reports"),
      html`<p><a href=${pathTo("conversation", { id })}>${msg("Open the chat")}</a></p>
        <rally-report-list .conversationId=${id}></rally-report-list>`,
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-conversation-reports-page": RallyConversationReportsPage;
  }
}
