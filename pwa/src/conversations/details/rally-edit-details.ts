import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { localized, msg } from "@lit/localize";
import { metaOf, type ConversationMeta } from "@rally/shared/conversations";
import { limits } from "@rally/shared/limits";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { visibilityChoice } from "../../channels/index.js";
import type { ConversationRow, RallyDatabase } from "../../database/index.js";
import {
  baseStyles,
  buttonStyles,
  choiceStyles,
  dialogStyles,
  focusFirstInput,
  fieldStyles,
  selectStyles,
  textField,
} from "../../design/index.js";
import { fieldSentence } from "../../localization/index.js";
import { slowModeLabel, slowModes } from "../../members/index.js";
import { themeChoice, themeChoiceStyles } from "../../themes/index.js";
import "./rally-picture-field.js";
import { updateDetails } from "../data/enqueue-commands.js";

/** A dialog that changes the name and topic of a group or channel, and who can join a channel. */
@customElement("rally-edit-details")
@localized()
export class RallyEditDetails extends LitElement {
  @state() private open = false;
  @state() private fields: ConversationMeta = { name: "" };
  @state() private error: string | undefined;
  /** The conversation as it was when the dialog opened. */
  @state() private shown: { id: string; picture: string | undefined } | undefined;
  private stored: ConversationMeta = { name: "" };
  private save: ((changes: Partial<ConversationMeta>) => Promise<void>) | undefined;
  private opener: HTMLElement | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    selectStyles,
    choiceStyles,
    dialogStyles,
    themeChoiceStyles,
  ];

  /** Opens the dialog with the current values. */
  show(
    database: RallyDatabase,
    conversation: Pick<ConversationRow, "id"> & Partial<ConversationMeta>,
  ): void {
    const root = (this.getRootNode() as ShadowRoot).activeElement;
    this.opener = root instanceof HTMLElement ? root : undefined;
    const { picture, ...stored } = metaOf({ ...conversation, name: conversation.name ?? "" });
    this.stored = stored;
    this.shown = { id: conversation.id, picture };
    this.fields = { topic: "", slowMode: 0, theme: "default", ...this.stored };
    this.error = undefined;
    this.save = (changes) => updateDetails(database, conversation.id, changes);
    this.open = true;
  }

  override render(): TemplateResult {
    const heading = this.isChannel ? msg("Edit channel") : msg("Edit group");
    return html`<wa-dialog
      without-header
      light-dismiss
      label=${heading}
      ?open=${this.open}
      @wa-after-show=${(event: Event) => {
        if (event.target !== event.currentTarget) return;
        focusFirstInput(this.renderRoot);
      }}
      @wa-after-hide=${(event: Event) => {
        // Not the dialog of the picture, which is inside.
        if (event.target !== event.currentTarget) return;
        this.open = false;
        this.opener?.focus();
      }}
    >
      <form novalidate @submit=${this.submit}>
        <div class="dialog-head"><h2>${heading}</h2></div>
        ${
          this.shown
            ? keyed(
                this.shown,
                html`<rally-picture-field
                  conversation-id=${this.shown.id}
                  .name=${this.fields.name}
                  .picture=${this.shown.picture}
                ></rally-picture-field>`,
              )
            : nothing
        }
        ${textField({
          name: "name",
          label: this.isChannel ? msg("Channel name") : msg("Group name"),
          value: this.fields.name,
          autocomplete: "off",
          maxLength: limits.nameLength,
          error: this.error,
          onInput: (name) => {
            this.fields = { ...this.fields, name };
            this.error = undefined;
          },
        })}
        ${textField({
          name: "topic",
          label: msg("Topic (optional)"),
          value: this.fields.topic ?? "",
          autocomplete: "off",
          maxLength: limits.topicLength,
          onInput: (topic) => {
            this.fields = { ...this.fields, topic };
          },
        })}
        ${this.isChannel ? this.access() : nothing} ${this.slowMode()}
        ${themeChoice(
          this.fields,
          (theme) => {
            this.fields = { ...this.fields, theme };
          },
          { legend: true },
        )}
        <div class="dialog-actions">
          <button
            type="button"
            class="button"
            @click=${() => {
              this.open = false;
            }}
          >
            ${msg("Cancel")}
          </button>
          <button class="button primary">${msg("Save")}</button>
        </div>
      </form>
    </wa-dialog>`;
  }

  private get isChannel(): boolean {
    return this.fields.visibility !== undefined;
  }

  private access(): TemplateResult {
    const { visibility = "public", listed = false } = this.fields;
    return visibilityChoice({ visibility, listed }, (access) => {
      this.fields = { ...this.fields, ...access };
    });
  }

  private slowMode(): TemplateResult {
    const current = this.fields.slowMode ?? 0;
    const isListed = slowModes.some(({ seconds }) => seconds === current);
    const modes = isListed
      ? slowModes
      : [...slowModes, { seconds: current, label: () => slowModeLabel(current) }];
    return html`<div class="field">
      <label for="slow-mode">${msg("Slow mode")}</label>
      <select
        id="slow-mode"
        aria-describedby="slow-mode-hint"
        @change=${(event: Event) => {
          const slowMode = Number((event.target as HTMLSelectElement).value);
          this.fields = { ...this.fields, slowMode };
        }}
      >
        ${modes.map(
          ({ seconds, label }) =>
            html`<option value=${seconds} .selected=${seconds === current}>${label()}</option>`,
        )}
      </select>
      <p class="hint" id="slow-mode-hint">
        ${msg("How long members wait between two messages. Moderators don't wait.")}
      </p>
    </div>`;
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { name, topic = "", ...rest } = this.fields;
    const fields = { ...rest, name: name.trim(), topic: topic.trim() };
    if (!fields.name) {
      this.error = fieldSentence("name", "required");
      return;
    }
    const before: Partial<ConversationMeta> = {
      ...{ topic: "", slowMode: 0, theme: "default" },
      ...this.stored,
    };
    const changed = Object.entries(fields).filter(
      ([field, value]) => before[field as keyof ConversationMeta] !== value,
    );
    if (changed.length > 0) await this.save?.(Object.fromEntries(changed));
    this.open = false;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-edit-details": RallyEditDetails;
  }
}
