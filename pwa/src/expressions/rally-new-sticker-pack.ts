import { localized, msg } from "@lit/localize";
import { addStickerPack, type UploadedPack } from "@rally/shared/expressions";
import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, fieldStyles, textField } from "../design/index.js";
import type { Device } from "../device/index.js";
import { formErrorBox, FormSubmission } from "../forms/index.js";

/**
 * A form that adds an empty sticker pack to the server.
 * @fires expression-added - The server has it; `detail` is the pack.
 */
@customElement("rally-new-sticker-pack")
@localized()
export class RallyNewStickerPack extends LitElement {
  @property({ attribute: false }) device: Device | undefined;
  @state() private text = "";
  private readonly submission = new FormSubmission(this, ["title"]);

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    css`
      :host {
        display: block;
      }
    `,
  ];

  override render(): TemplateResult {
    const { submission } = this;
    return html`<form novalidate @submit=${this.submit}>
      ${formErrorBox(submission.formError)}
      ${textField({
        name: "title",
        label: msg("Name of the pack"),
        value: this.text,
        autocomplete: "off",
        maxLength: limits.stickerPackTitleLength,
        error: submission.errorOf("title"),
        onInput: (text) => {
          this.text = text;
          submission.clear("title");
        },
      })}
      <button class="button primary" aria-disabled=${submission.busy ? "true" : "false"}>
        ${submission.busy ? msg("Adding…") : msg("Add pack")}
      </button>
    </form>`;
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { device, submission } = this;
    if (!device || submission.busy) return;
    const title = this.text.trim();
    if (title === "") {
      submission.refuse({ title: ["required"] });
      return;
    }
    const id = newId();
    const send = async (): Promise<void> => {
      await device.session.call(addStickerPack, { params: { packId: id }, body: { title } });
    };
    if (!(await submission.submit(send))) return;
    this.text = "";
    const detail: UploadedPack = { id, title, stickers: [] };
    this.dispatchEvent(new CustomEvent("expression-added", { detail }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-new-sticker-pack": RallyNewStickerPack;
  }
}
