import { msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, fieldStyles, textField } from "../design/index.js";
import type { Device } from "../device/index.js";
import { formErrorBox, FormSubmission } from "../forms/index.js";
import {
  pictureField,
  pictureFieldStyles,
  releasePicture,
  type ChosenPicture,
} from "./picture-field.js";

/** The texts of a form. */
export interface PictureFormTexts {
  label: string;
  hint: string;
  action: string;
  /** Said once it is added. */
  added: string;
}

/**
 * A form that adds a picture with a short text to the server: an emoji or a sticker.
 * @fires expression-added - The server has it; `detail` is what the server answered.
 */
export abstract class PictureForm<Added> extends LitElement {
  @property({ attribute: false }) device: Device | undefined;
  @state() private text = "";
  @state() private picture: ChosenPicture | undefined;
  @state() private added = "";
  private readonly submission: FormSubmission;

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    pictureFieldStyles,
    css`
      :host {
        display: block;
      }
      .done {
        margin-block-start: var(--space-xs);
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
      .done:empty {
        display: none;
      }
    `,
  ];

  /** @param field the name of the text's field, in the form and in the server's errors. */
  constructor(
    private readonly field: string,
    private readonly maxLength: number,
  ) {
    super();
    this.submission = new FormSubmission(this, [field, "picture"]);
  }

  protected abstract texts(): PictureFormTexts;
  /** A text from the name of a file, without its extension. */
  protected abstract suggest(fileName: string): string;
  /** The text as it is sent; empty if it is missing. */
  protected abstract cleaned(text: string): string;
  protected abstract send(device: Device, text: string, file: File): Promise<Added>;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    releasePicture(this.picture);
    this.picture = undefined;
  }

  override render(): TemplateResult {
    const { submission, field } = this;
    const { label, hint, action } = this.texts();
    return html`<form novalidate @submit=${this.submit}>
      ${formErrorBox(submission.formError)}
      ${pictureField({
        chosen: this.picture,
        error: submission.errorOf("picture"),
        onChosen: this.chosen,
      })}
      ${textField({
        ...{ name: field, label, hint, value: this.text, autocomplete: "off" },
        maxLength: this.maxLength,
        error: submission.errorOf(field),
        onInput: (text) => {
          this.text = text;
          this.edited(field);
        },
      })}
      <button class="button primary" aria-disabled=${submission.busy ? "true" : "false"}>
        ${submission.busy ? msg("Adding…") : action}
      </button>
      <p class="done" role="status">${this.added}</p>
    </form>`;
  }

  /** A file's name is often a good text. */
  private readonly chosen = (picture: ChosenPicture): void => {
    releasePicture(this.picture);
    this.picture = picture;
    if (this.text === "") this.text = this.suggest(picture.file.name.replace(/\.\w+$/, ""));
    this.edited("picture");
  };

  private edited(field: string): void {
    this.submission.clear(field);
    this.added = "";
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { device, picture, submission } = this;
    if (!device || submission.busy) return;
    this.added = "";
    const text = this.cleaned(this.text);
    if (text === "" || !picture) {
      submission.refuse({
        ...(picture ? {} : { picture: ["required"] }),
        ...(text === "" && { [this.field]: ["required"] }),
      });
      return;
    }
    let detail: Added | undefined;
    const send = async (): Promise<void> => {
      detail = await this.send(device, text, picture.file);
    };
    if (!(await submission.submit(send))) return;
    releasePicture(picture);
    this.picture = undefined;
    this.text = "";
    this.renderRoot.querySelector("form")?.reset();
    this.added = this.texts().added;
    this.dispatchEvent(new CustomEvent("expression-added", { detail }));
  };
}
