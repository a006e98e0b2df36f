import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { createConversationRoute } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { visibilityChoice, type ChannelAccess } from "../channels/index.js";
import {
  baseStyles,
  buttonStyles,
  choiceStyles,
  fieldStyles,
  pageStyles,
} from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { AccountForm } from "../forms/index.js";
import { pathTo, router, sidePage } from "../navigation/index.js";
import { storeListed } from "./index.js";

/** Creates a group or a channel, and opens it. */
@customElement("rally-new-conversation-page")
@localized()
export class RallyNewConversationPage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) kind: "group" | "channel" = "channel";
  @state() private access: ChannelAccess = { visibility: "public", listed: true };
  private readonly form = new AccountForm(this, ["name", "topic"]);
  /** The same id for the same values: an attempt whose answer was lost creates no second one. */
  private attempt = { values: "", id: "" };

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    pageStyles,
    choiceStyles,
    css`
      form {
        display: grid;
        gap: var(--space-md);
      }
      .end {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-xs);
      }
      .lead {
        color: var(--color-ink-soft);
      }
    `,
  ];

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("#name")?.focus();
  }

  override render(): TemplateResult {
    const { form } = this;
    const isChannel = this.kind === "channel";
    return sidePage(
      this,
      isChannel ? msg("New channel") : msg("New group"),
      html`<form novalidate @submit=${this.submit} aria-busy=${form.busy ? "true" : "false"}>
        <p class="lead">
          ${
            isChannel
              ? msg("A channel is a place for a topic. People find it and join by themselves.")
              : msg("A group is private. You choose who's in it, or share an invite link.")
          }
        </p>
        ${form.formError()}
        ${form.field("name", {
          label: isChannel ? msg("Channel name") : msg("Group name"),
          autocomplete: "off",
          maxLength: limits.nameLength,
        })}
        ${
          isChannel
            ? html`${form.field("topic", {
                label: msg("Topic (optional)"),
                autocomplete: "off",
                hint: msg("What it's about, in a few words"),
                maxLength: limits.topicLength,
              })}
              ${visibilityChoice(this.access, (access) => {
                this.access = access;
              })}`
            : nothing
        }
        <div class="end">
          <button class="button primary" aria-disabled=${form.busy ? "true" : "false"}>
            ${isChannel ? msg("Create channel") : msg("Create group")}
          </button>
          <a class="button" href=${pathTo("conversations")}>${msg("Cancel")}</a>
        </div>
      </form>`,
    );
  }

  private readonly submit = (event: SubmitEvent): void => {
    void this.form.send(event, ({ name, topic }) => this.create(name.trim(), topic.trim()), [
      "name",
    ]);
  };

  private async create(name: string, topic: string): Promise<void> {
    const { device } = this;
    if (!device) return;
    const body =
      this.kind === "group"
        ? { kind: "group" as const, name, members: [] }
        : { kind: "channel" as const, name, ...this.access, ...(topic && { topic }) };
    const values = JSON.stringify(body);
    if (values !== this.attempt.values) this.attempt = { values, id: newId() };
    const idempotencyKey = this.attempt.id;
    const { data } = await device.session.call(createConversationRoute, { body, idempotencyKey });
    await storeListed(device.database, [data]);
    router.go(pathTo("conversation", { id: data.id }), { replace: true });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-new-conversation-page": RallyNewConversationPage;
  }
}
