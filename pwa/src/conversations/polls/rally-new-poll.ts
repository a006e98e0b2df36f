import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { localized, msg, str } from "@lit/localize";
import type { PollContent } from "@rally/shared/conversations";
import { limits } from "@rally/shared/limits";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { RallyDatabase } from "../../database/index.js";
import {
  baseStyles,
  buttonStyles,
  DialogController,
  dialogStyles,
  focusFirstInput,
  fieldStyles,
  icon,
  textField,
} from "../../design/index.js";
import { enqueueContent } from "../data/enqueue-commands.js";
import { newPollStyles } from "./new-poll-styles.js";
import { pollProblem, type PollProblem } from "./poll-problem.js";

const HOUR = 3_600_000;

/** What the user has entered; it is kept until the poll is stored. */
interface Fields {
  question: string;
  choices: readonly string[];
  multiple: boolean;
  anonymous: boolean;
  /** Milliseconds for which users can vote; 0: until the poll is closed. */
  lasts: number;
}
const empty: Fields = {
  ...{ question: "", choices: ["", ""], multiple: false, anonymous: false, lasts: 0 },
};

/**
 * A dialog that asks for a question and its choices, and sends them as a poll; works offline.
 * @fires poll-stored - The poll is in the outbox, and shown as pending.
 */
@customElement("rally-new-poll")
@localized()
export class RallyNewPoll extends LitElement {
  @state() private fields = empty;
  @state() private problem: PollProblem | undefined;
  private store: ((content: PollContent) => Promise<unknown>) | undefined;
  private readonly modal = new DialogController(this);

  static override styles = [baseStyles, buttonStyles, fieldStyles, dialogStyles, newPollStyles];

  /** @param opener is focused when the dialog closes. */
  show(database: RallyDatabase, conversationId: string, opener: HTMLElement | undefined): void {
    this.store = (content) => enqueueContent(database, conversationId, content);
    this.problem = undefined;
    this.modal.show(opener);
  }

  override render(): TemplateResult {
    return html`<wa-dialog
      without-header
      label=${msg("New poll")}
      ?open=${this.modal.open}
      @wa-after-show=${() => {
        focusFirstInput(this.renderRoot);
      }}
      @wa-after-hide=${this.modal.hidden}
    >
      ${this.modal.filled ? this.form() : nothing}
    </wa-dialog>`;
  }

  private form(): TemplateResult {
    const { question, choices, multiple, anonymous } = this.fields;
    return html`<form novalidate @submit=${this.submit}>
      <div class="dialog-head"><h2>${msg("New poll")}</h2></div>
      ${textField({
        name: "question",
        label: msg("Question"),
        value: question,
        autocomplete: "off",
        maxLength: limits.pollQuestionLength,
        error: this.problemWith("question"),
        onInput: (value) => this.change({ question: value }),
      })}
      <fieldset class="poll-choices">
        <legend>${msg("Choices")}</legend>
        ${choices.map((choice, place) => this.choice(choice, place))}
        ${
          this.problemWith("choices")
            ? html`<p class="error">${icon("alert")}<span>${this.problemWith("choices")}</span></p>`
            : nothing
        }
        ${
          choices.length < limits.pollChoices
            ? html`<button type="button" class="button add" @click=${this.addChoice}>
                ${icon("plus")} ${msg("Add a choice")}
              </button>`
            : nothing
        }
      </fieldset>
      ${this.option(msg("People can choose several"), multiple, (on) => {
        this.change({ multiple: on });
      })}
      ${this.option(
        msg("Anonymous"),
        anonymous,
        (on) => {
          this.change({ anonymous: on });
        },
        msg("No one in the chat sees who voted for what."),
      )}
      ${this.duration()}
      <div class="dialog-actions">
        <button
          type="button"
          class="button"
          @click=${() => {
            this.modal.hide();
          }}
        >
          ${msg("Cancel")}
        </button>
        <button class="button primary">${msg("Send poll")}</button>
      </div>
    </form>`;
  }

  private choice(choice: string, place: number): TemplateResult {
    const error = this.problemWith(place);
    const id = `choice-${place}`;
    return html`<div class="field">
      <div class="box">
        <input
          id=${id}
          aria-label=${msg(str`Choice ${place + 1}`)}
          placeholder=${msg(str`Choice ${place + 1}`)}
          .value=${live(choice)}
          autocomplete="off"
          maxlength=${limits.pollChoiceLength}
          aria-invalid=${error ? "true" : "false"}
          aria-describedby=${error ? `${id}-error` : nothing}
          @input=${(event: InputEvent) => {
            const { value } = event.target as HTMLInputElement;
            this.change({ choices: this.fields.choices.with(place, value) });
          }}
        />
        ${
          this.fields.choices.length > 2
            ? html`<button
                type="button"
                class="icon-button"
                aria-label=${msg(str`Remove choice ${place + 1}`)}
                @click=${() => {
                  this.change({ choices: this.fields.choices.toSpliced(place, 1) });
                }}
              >
                ${icon("x")}
              </button>`
            : nothing
        }
      </div>
      ${error ? html`<p class="error" id="${id}-error">${icon("alert")}<span>${error}</span></p>` : nothing}
    </div>`;
  }

  private option(
    label: string,
    checked: boolean,
    choose: (on: boolean) => void,
    hint?: string,
  ): TemplateResult {
    return html`<label class="option">
      <input
        type="checkbox"
        .checked=${live(checked)}
        @change=${(event: Event) => {
          choose((event.target as HTMLInputElement).checked);
        }}
      />
      <span>${label}${hint ? html`<span class="hint">${hint}</span>` : nothing}</span>
    </label>`;
  }

  private duration(): TemplateResult {
    const choices: [lasts: number, label: string][] = [
      [0, msg("Until you close it")],
      [HOUR, msg("1 hour")],
      [8 * HOUR, msg("8 hours")],
      [24 * HOUR, msg("1 day")],
      [3 * 24 * HOUR, msg("3 days")],
      [7 * 24 * HOUR, msg("1 week")],
    ];
    return html`<div class="field duration">
      <label for="lasts">${msg("Open for votes")}</label>
      <select
        id="lasts"
        @change=${(event: Event) => {
          this.change({ lasts: Number((event.target as HTMLSelectElement).value) });
        }}
      >
        ${choices.map(
          ([lasts, label]) =>
            html`<option value=${lasts} ?selected=${lasts === this.fields.lasts}>${label}</option>`,
        )}
      </select>
    </div>`;
  }

  private problemWith(field: PollProblem["field"]): string | undefined {
    return this.problem?.field === field ? this.problem.sentence : undefined;
  }

  private change(changes: Partial<Fields>): void {
    this.fields = { ...this.fields, ...changes };
    this.problem = undefined;
  }

  private readonly addChoice = async (): Promise<void> => {
    this.change({ choices: [...this.fields.choices, ""] });
    await this.updateComplete;
    this.focusField(this.fields.choices.length - 1);
  };

  private focusField(field: PollProblem["field"]): void {
    const id = field === "question" ? field : `choice-${field === "choices" ? 0 : field}`;
    this.renderRoot.querySelector<HTMLElement>(`#${id}`)?.focus();
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { question, choices, multiple, anonymous, lasts } = this.fields;
    // Fields that were left empty are no choices.
    const filled = choices.map((choice) => choice.trim()).filter(Boolean);
    const content: PollContent = {
      ...{ kind: "poll", question: question.trim(), choices: filled, multiple, anonymous },
      ...(lasts > 0 && { closesAt: Date.now() + lasts }),
    };
    this.problem = pollProblem(content);
    if (this.problem) {
      this.fields = { ...this.fields, choices: padded(filled) };
      await this.updateComplete;
      this.focusField(this.problem.field);
      return;
    }
    await this.store?.(content);
    this.fields = empty;
    this.modal.hide();
    this.dispatchEvent(new CustomEvent("poll-stored"));
  };
}

/** At least two fields, so that the places of problems are those of the fields. */
function padded(choices: readonly string[]): readonly string[] {
  return [...choices, ...empty.choices.slice(choices.length)];
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-new-poll": RallyNewPoll;
  }
}
