import { localized, msg, str } from "@lit/localize";
import { addEmoji, type CustomEmoji } from "@rally/shared/expressions";
import { limits } from "@rally/shared/limits";
import { customElement } from "lit/decorators.js";
import type { Device } from "../device/index.js";
import { PictureForm, type PictureFormTexts } from "./picture-form.js";

/**
 * A form that adds an emoji to the server.
 * @fires expression-added - The server has it; `detail` is the emoji.
 */
@customElement("rally-new-emoji")
@localized()
export class RallyNewEmoji extends PictureForm<CustomEmoji> {
  constructor() {
    // With both colons.
    super("name", limits.customEmojiNameLength + 2);
  }

  protected override texts(): PictureFormTexts {
    return {
      label: msg("Name"),
      hint: msg(
        str`Lowercase letters, digits and _. People type it between colons, like ${":party_cat:"}.`,
      ),
      action: msg("Add emoji"),
      added: msg("Added. It reaches everyone within a few seconds."),
    };
  }

  /** `Party Cat (1)`: `party_cat_1`. */
  protected override suggest(fileName: string): string {
    return fileName
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "_")
      .replace(/^_+|_+$/g, "")
      .slice(0, limits.customEmojiNameLength);
  }

  protected override cleaned(text: string): string {
    return text.trim().replace(/^:(.*):$/, "$1");
  }

  protected override async send({ session }: Device, name: string, file: File) {
    const { data } = await session.call(addEmoji, { params: { name }, file });
    return data;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-new-emoji": RallyNewEmoji;
  }
}
