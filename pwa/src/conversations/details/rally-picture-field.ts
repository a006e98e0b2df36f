import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { removePictureRoute, setPictureRoute } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, icon } from "../../design/index.js";
import { deviceContext, type Device } from "../../device/index.js";
import { NetworkError } from "../../http/index.js";
import { errorSentence } from "../../localization/index.js";
import type { RallyAvatarEditor } from "../../people/rally-avatar-editor.js";
import "../../people/rally-avatar.js";
import "../../people/rally-avatar-editor.js";

/** The picture of a group or channel, with buttons that change it at once. They need a connection. */
@customElement("rally-picture-field")
@localized()
export class RallyPictureField extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: "conversation-id" }) conversationId = "";
  @property() name = "";
  /** The name of the current picture. */
  @property({ attribute: false }) picture: string | undefined;
  @state() private removing = false;
  @state() private problem = "";
  @query("rally-avatar-editor") private editor!: RallyAvatarEditor | null;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
      }
      .picture,
      .actions {
        display: flex;
        align-items: center;
        gap: var(--space-md);
      }
      .actions {
        flex-direction: column;
        align-items: start;
        gap: var(--space-xs);
      }
      .picture {
        --avatar-size: var(--size-avatar-xl);
      }
      .problem {
        margin-block-start: var(--space-xs);
        color: var(--color-danger);
        font-size: var(--text-sm);
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<div class="picture">
        <rally-avatar
          person-id=${this.conversationId}
          .name=${this.name}
          .avatar=${this.picture}
        ></rally-avatar>
        <div class="actions">
          <button type="button" class="button" @click=${this.choose}>
            ${icon("camera")} ${msg("Choose picture")}
          </button>
          ${
            this.picture === undefined
              ? nothing
              : html`<button
                  type="button"
                  class="button"
                  aria-disabled=${this.removing ? "true" : "false"}
                  @click=${this.removePicture}
                >
                  ${icon("trash")} ${msg("Remove picture")}
                </button>`
          }
        </div>
      </div>
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      <rally-avatar-editor heading=${msg("Picture")} .upload=${this.send}></rally-avatar-editor>`;
  }

  private readonly choose = (): void => {
    this.problem = "";
    this.editor?.choose();
  };

  /** The editor shows its errors. */
  private readonly send = async (file: Blob): Promise<void> => {
    const { device, conversationId: id } = this;
    if (!device) return;
    const { data } = await device.session.call(setPictureRoute, { params: { id }, file });
    this.picture = data.picture;
  };

  private readonly removePicture = async (): Promise<void> => {
    const { device, conversationId: id } = this;
    if (!device || this.removing) return;
    this.removing = true;
    this.problem = "";
    try {
      await device.session.call(removePictureRoute, { params: { id } });
      this.picture = undefined;
    } catch (error) {
      const known = error instanceof RallyError || error instanceof NetworkError;
      if (!known) throw error;
      this.problem = errorSentence(error instanceof RallyError ? error.code : "network");
    } finally {
      this.removing = false;
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-picture-field": RallyPictureField;
  }
}
