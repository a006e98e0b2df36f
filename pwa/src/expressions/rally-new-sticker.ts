import { localized, msg } from "@lit/localize";
import { addSticker, type UploadedSticker } from "@rally/shared/expressions";
import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { customElement, property } from "lit/decorators.js";
import type { Device } from "../device/index.js";
import { PictureForm, type PictureFormTexts } from "./picture-form.js";

/**
 * A form that adds a sticker to a pack of the server.
 * @fires expression-added - The server has it; `detail` is the sticker.
 */
@customElement("rally-new-sticker")
@localized()
export class RallyNewSticker extends PictureForm<UploadedSticker> {
  @property({ attribute: false }) packId = "";

  constructor() {
    super("label", limits.stickerLabelLength);
  }

  protected override texts(): PictureFormTexts {
    return {
      label: msg("Description"),
      hint: msg("A few words on what it shows. Lists, notifications and screen readers use them."),
      action: msg("Add sticker"),
      added: msg("Added. It reaches everyone within a few seconds."),
    };
  }

  /** `match-point_2`: `Match point 2`. */
  protected override suggest(fileName: string): string {
    const words = fileName.replace(/[-_\s]+/g, " ").trim();
    return (words.charAt(0).toUpperCase() + words.slice(1)).slice(0, limits.stickerLabelLength);
  }

  protected override cleaned(text: string): string {
    return text.trim();
  }

  protected override async send({ session }: Device, label: string, file: File) {
    const params = { packId: this.packId, stickerId: newId() };
    const { data } = await session.call(addSticker, { params, query: { label }, file });
    return data;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-new-sticker": RallyNewSticker;
  }
}
