import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from "lit";
import { RallyError, type FieldErrors } from "@rally/shared/errors";
import { NetworkError } from "../http/index.js";
import { errorSentence, fieldSentence } from "../localization/index.js";

/** The error box above a form, for errors that belong to no single field; empty without one. */
export function formErrorBox(sentence: string): TemplateResult {
  return html`<div class="form-alert" role="alert">
    ${sentence ? html`<p class="form-error">${sentence}</p>` : nothing}
  </div>`;
}

/** The submission of a form: whether it is in progress, and its errors afterwards. */
export class FormSubmission implements ReactiveController {
  busy = false;
  /** The error that belongs to no single field, as a sentence. */
  formError = "";
  /** Whether the server could not be reached. */
  unreached = false;
  /** The error code of the server's refusal, if any. */
  refused: string | undefined;
  private fields: FieldErrors = {};

  /** @param shown the fields that show their own errors; other errors are shown above the form. */
  constructor(
    private readonly host: ReactiveControllerHost & EventTarget,
    private readonly shown: readonly string[] = [],
  ) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** The error text of a field, if it has one. */
  errorOf(field: string): string | undefined {
    const code = this.fields[field]?.[0];
    return code && fieldSentence(field, code);
  }

  /** The first invalid field, in the order given. */
  firstWrong(names: readonly string[]): string | undefined {
    return names.find((name) => this.fields[name]);
  }

  /** Clears a field's error and the form's error, when the user types in the field. */
  clear(field: string): void {
    const { [field]: _cleared, ...rest } = this.fields;
    this.fields = rest;
    this.formError = "";
    this.host.requestUpdate();
  }

  /** Clears all errors. */
  reset(): void {
    this.fields = {};
    this.formError = "";
    this.refused = undefined;
    this.unreached = false;
    this.host.requestUpdate();
  }

  /** Shows errors that were found before sending. */
  refuse(fields: FieldErrors): void {
    this.fields = fields;
    this.host.requestUpdate();
  }

  /** Runs `send`; a form that is `busy` must not be sent again. @returns whether it succeeded. */
  async submit(send: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.formError = "";
    this.refused = undefined;
    this.unreached = false;
    this.fields = {};
    this.host.requestUpdate();
    try {
      await send();
      return true;
    } catch (error) {
      this.take(error);
      return false;
    } finally {
      this.busy = false;
      this.host.requestUpdate();
    }
  }

  private take(error: unknown): void {
    if (error instanceof NetworkError) {
      this.unreached = true;
      this.formError = errorSentence("network");
    } else if (error instanceof RallyError) {
      this.refused = error.code;
      this.fields = error.fields ?? {};
      if (!this.firstWrong(this.shown)) this.formError = errorSentence(error.code);
    } else {
      this.formError = errorSentence("internal");
      console.error(error);
    }
  }
}
