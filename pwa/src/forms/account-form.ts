import { msg } from "@lit/localize";
import type { ReactiveController, ReactiveControllerHost, TemplateResult } from "lit";
import { textField, type TextField } from "../design/index.js";
import { FormSubmission, formErrorBox } from "./form-submission.js";

/** The appearance of a field; its value and error are managed by the form. */
type FieldLook = Omit<TextField, "name" | "value" | "error" | "onInput" | "reveal">;

type Host = ReactiveControllerHost & EventTarget & { renderRoot: ParentNode };

/**
 * A form of account fields: keeps the values, shows an error beside each invalid field, and focuses
 * the first one.
 */
export class AccountForm<Field extends string> implements ReactiveController {
  values: Record<Field, string>;
  readonly submission: FormSubmission;
  private shown = false;

  /** @param fields in the order of the page. */
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

  /** The errors that belong to no single field; rendered at the top of the form. */
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

  /** Clears all fields and errors. */
  clear(): void {
    this.values = this.empty();
    this.shown = false;
    this.submission.reset();
  }

  /** Submits unless a `needed` field is empty. @returns whether it succeeded. */
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
