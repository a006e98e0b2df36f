import { msg } from "@lit/localize";
import { css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../design/index.js";

/** A picture that was chosen, with an address that shows it. */
export interface ChosenPicture {
  file: File;
  url: string;
}

/** Chooses one picture; the host releases `url` of the former one with `releasePicture`. */
export function pictureField(field: {
  chosen: ChosenPicture | undefined;
  error: string | undefined;
  onChosen: (picture: ChosenPicture) => void;
}): TemplateResult {
  const { chosen, error, onChosen } = field;
  return html`<div class="picture-field">
    <span class="shown"
      >${chosen ? html`<img src=${chosen.url} alt=${msg("The chosen picture")} />` : icon("image")}</span
    >
    <div>
      <label class="button">
        <input
          class="visually-hidden"
          type="file"
          accept="image/png,image/jpeg,image/webp,image/gif,image/avif"
          aria-invalid=${error ? "true" : "false"}
          aria-describedby=${error ? "picture-error" : nothing}
          @change=${({ target }: Event) => {
            const [file] = (target as HTMLInputElement).files ?? [];
            if (file) onChosen({ file, url: URL.createObjectURL(file) });
          }}
        />
        ${chosen ? msg("Choose another picture") : msg("Choose picture")}
      </label>
      ${
        error
          ? html`<p class="error" id="picture-error">${icon("alert")}<span>${error}</span></p>`
          : nothing
      }
    </div>
  </div>`;
}

export function releasePicture(picture: ChosenPicture | undefined): void {
  if (picture) URL.revokeObjectURL(picture.url);
}

export const pictureFieldStyles = css`
  .picture-field {
    display: flex;
    align-items: center;
    gap: var(--space-md);
    margin-block-end: var(--space-md);
  }
  .picture-field .shown {
    display: grid;
    flex: none;
    place-items: center;
    width: var(--size-avatar-xl);
    aspect-ratio: 1;
    border: 1px dashed var(--color-line-strong);
    border-radius: var(--radius-md);
    color: var(--color-ink-faint);
  }
  .picture-field img {
    width: 100%;
    height: 100%;
    padding: var(--space-2xs);
    object-fit: contain;
  }
  .picture-field .button:focus-within {
    outline: var(--focus-ring);
    outline-offset: var(--stroke-focus);
  }
  .picture-field .error {
    margin-block-start: var(--space-2xs);
  }
`;
