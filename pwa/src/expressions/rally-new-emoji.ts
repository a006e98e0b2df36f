import { localized, msg, str } from "@lit/localize";
import { addEmoji } from "@rally/shared/expressions";
import { limits } from "@rally/shared/limits";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, fieldStyles, textField } from "../design/index.js";
import type { Device } from "../device/index.js";
import { formErrorBox, FormSubmission } from "../forms/index.js";
import {
  pictureField,
  pictureFieldStyles,
  releasePicture,
  type ChosenPicture,
} from "./picture-field.js";

/**
 * A form that adds an emoji to the server.
 * @fires emoji-added - The server has it.
 */
@customElement("rally-new-emoji")
@localized()
export class RallyNewEmoji extends LitElement {
  @property({ attribute: false }) device: Device | undefined;
  @state() private name = "";
  @state() private picture: ChosenPicture | undefined;
  @state() private added = "";
  private readonly submission = new FormSubmission(this, ["name", "picture"]);

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

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    releasePicture(this.picture);
    this.picture = undefined;
  }

  override render(): TemplateResult {
    const { submission } = this;
    return html`<form novalidate @submit=${this.submit}>
      ${formErrorBox(submission.formError)}
      ${pictureField({
        chosen: this.picture,
        error: submission.errorOf("picture"),
        onChosen: this.chosen,
      })}
      ${textField({
        name: "name",
        label: msg("Name"),
        value: this.name,
        autocomplete: "off",
        maxLength: limits.customEmojiNameLength + 2,
        hint: msg(
          str`Lowercase letters, digits and _. People type it between colons, like ${":party_cat:"}.`,
        ),
        error: submission.errorOf("name"),
        onInput: (name) => {
          this.name = name;
          this.edited("name");
        },
      })}
      <button class="button primary" aria-disabled=${submission.busy ? "true" : "false"}>
        ${submission.busy ? msg("Adding…") : msg("Add emoji")}
      </button>
      <p class="done" role="status">${this.added}</p>
    </form>`;
  }

  /** A file's name is often a good name. */
  private readonly chosen = (picture: ChosenPicture): void => {
    releasePicture(this.picture);
    this.picture = picture;
    if (this.name === "") this.name = nameFrom(picture.file.name);
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
    const name = this.name.trim().replace(/^:(.*):$/, "$1");
    if (name === "" || !picture) {
      submission.refuse({
        ...(picture ? {} : { picture: ["required"] }),
        ...(name === "" && { name: ["required"] }),
      });
      return;
    }
    const send = async (): Promise<void> => {
      await device.session.call(addEmoji, { params: { name }, file: picture.file });
    };
    if (!(await submission.submit(send))) return;
    releasePicture(picture);
    this.picture = undefined;
    this.name = "";
    this.renderRoot.querySelector("form")?.reset();
    this.added = msg("Added. It reaches everyone within a few seconds.");
    this.dispatchEvent(new CustomEvent("emoji-added"));
  };
}

/** `Party Cat (1).png`: `party_cat_1`. */
function nameFrom(file: string): string {
  return file
    .replace(/\.\w+$/, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, limits.customEmojiNameLength);
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-new-emoji": RallyNewEmoji;
  }
}
