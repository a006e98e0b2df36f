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

/** The box above a form that says what concerns no single field; not there while nothing is wrong. */
export function formErrorBox(sentence: string): TemplateResult {
  return html`<div class="form-alert" role="alert">
    ${sentence ? html`<p class="form-error">${sentence}</p>` : nothing}
  </div>`;
}

/** One form's way to the server: busy meanwhile, and what was wrong with it afterwards. */
export class FormSubmission implements ReactiveController {
  busy = false;
  /** What concerns no single field, as a sentence. */
  formError = "";
  /** Whether the server could not be reached. */
  unreached = false;
  /** The code of the server's refusal, if it refused. */
  refused: string | undefined;
  private fields: FieldErrors = {};

  /** @param shown the fields that show their own errors; what is wrong with others concerns the form. */
  constructor(
    private readonly host: ReactiveControllerHost & EventTarget,
    private readonly shown: readonly string[] = [],
  ) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** The sentence beside a field, if something is wrong with it. */
  errorOf(field: string): string | undefined {
    const code = this.fields[field]?.[0];
    return code && fieldSentence(field, code);
  }

  /** The first field that is wrong, in the form's own order. */
  firstWrong(names: readonly string[]): string | undefined {
    return names.find((name) => this.fields[name]);
  }

  /** What was said of a field no longer holds once one types in it; nor does the form's error. */
  clear(field: string): void {
    const { [field]: _cleared, ...rest } = this.fields;
    this.fields = rest;
    this.formError = "";
    this.host.requestUpdate();
  }

  /** Says what is wrong before anything is sent. */
  refuse(fields: FieldErrors): void {
    this.fields = fields;
    this.host.requestUpdate();
  }

  /** Runs `send`. @returns whether it went well. */
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
