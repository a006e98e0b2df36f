import { msg } from "@lit/localize";
import type { ReactiveController, ReactiveControllerHost, TemplateResult } from "lit";
import { textField, type TextField } from "../design/index.js";
import { FormSubmission, formErrorBox } from "./form-submission.js";

/** How a field of a form looks; what is in it, and what is wrong with it, the form knows. */
type FieldLook = Omit<TextField, "name" | "value" | "error" | "onInput" | "reveal">;

type Host = ReactiveControllerHost & EventTarget & { renderRoot: ParentNode };

/**
 * A form of account fields: keeps what was typed, says what is wrong beside each field, and leads
 * to the first that is.
 */
export class AccountForm<Field extends string> implements ReactiveController {
  values: Record<Field, string>;
  readonly submission: FormSubmission;
  private shown = false;

  /** @param fields in their order on the page. */
  constructor(
    private readonly host: Host,
    private readonly fields: readonly Field[],
  ) {
    host.addController(this);
    this.submission = new FormSubmission(host, fields);
    this.values = this.empty();
  }

  hostConnected(): void {}

  get busy(): boolean {
    return this.submission.busy;
  }

  /** What concerns no single field; to be put at the form's beginning. */
  formError(): TemplateResult {
    return formErrorBox(this.submission.formError);
  }

  field(name: Field, look: FieldLook): TemplateResult {
    return textField({
      name,
      ...look,
      value: this.values[name],
      error: this.submission.errorOf(name),
      onInput: (value) => {
        this.values = { ...this.values, [name]: value };
        this.submission.clear(name);
      },
      ...(look.type === "password" && {
        reveal: {
          shown: this.shown,
          label: msg("Show password"),
          toggle: () => {
            this.shown = !this.shown;
            this.host.requestUpdate();
          },
        },
      }),
    });
  }

  fill(values: Partial<Record<Field, string>>): void {
    this.values = { ...this.values, ...values };
    this.host.requestUpdate();
  }

  clear(): void {
    this.values = this.empty();
    this.shown = false;
    this.host.requestUpdate();
  }

  /** Sends unless a field that is `needed` is empty. @returns whether it went well. */
  async send(
    event: Event,
    send: (values: Record<Field, string>) => Promise<void>,
    needed: readonly Field[] = this.fields,
  ): Promise<boolean> {
    event.preventDefault();
    const { submission, fields } = this;
    if (submission.busy) return false;
    const empty = needed.filter((field) => !this.values[field].trim());
    let went = false;
    if (empty.length > 0) {
      submission.refuse(Object.fromEntries(empty.map((field) => [field, ["required"]])));
    } else {
      went = await submission.submit(() => send(this.values));
    }
    await this.host.updateComplete;
    const wrong = submission.firstWrong(fields);
    if (wrong) this.host.renderRoot.querySelector<HTMLInputElement>(`#${wrong}`)?.focus();
    return went;
  }

  private empty(): Record<Field, string> {
    return Object.fromEntries(this.fields.map((field) => [field, ""])) as Record<Field, string>;
  }
}
