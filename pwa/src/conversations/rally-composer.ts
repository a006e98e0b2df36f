import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { limits } from "@rally/shared/limits";
import { isVisibleText } from "@rally/shared/text";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { baseStyles, buttonStyles, icon } from "../design/index.js";
import type { Device } from "../device/index.js";
import { reportUnlessClosed } from "../database/index.js";
import { deviceContext } from "../watching/index.js";
import { composerStyles } from "./composer-styles.js";
import { DraftBinding } from "./draft-binding.js";
import { SavedWords } from "./saved-words.js";
import { editMessage, sendMessage, type MessageView } from "./index.js";

/** What the composer does besides writing anew. */
export type Composing =
  { kind: "reply"; view: MessageView; name: string } | { kind: "edit"; view: MessageView };

/** The limit is said when it comes near. */
const NEAR = 500;

/**
 * Where one writes. The draft is the user's own on all devices; with no network too.
 * @fires message-sent - It is stored and shown.
 * @fires composing-done - Reply or edit was finished or called off.
 * @fires edit-last - Arrow up in an empty field.
 * @fires resume-edit - `detail` is the id of a message whose edit the page's end cut short.
 * @fires writing - At each input.
 */
@customElement("rally-composer")
@localized()
export class RallyComposer extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) conversationId = "";
  /** To whom one writes. */
  @property({ attribute: false }) name = "";
  @property({ attribute: false }) composing: Composing | undefined;

  @state() private edited = "";
  @state() private failed = false;
  private savedEdit: SavedWords<`edit.${string}`> | undefined;
  /** What an edit said when its page ended. */
  private interrupted: { messageId: string; text: string } | undefined;
  private finishing: Promise<void> = Promise.resolve();
  @query("textarea") private field!: HTMLTextAreaElement | null;
  private readonly draft = new DraftBinding(this, () => (this.editing ? null : this.field));

  static override shadowRootOptions: ShadowRootInit = {
    ...LitElement.shadowRootOptions,
    delegatesFocus: true,
  };
  static override styles = [baseStyles, buttonStyles, composerStyles];

  private get editing(): MessageView | undefined {
    return this.composing?.kind === "edit" ? this.composing.view : undefined;
  }

  private get text(): string {
    return this.editing ? this.edited : this.draft.text;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("device") && this.device) {
      this.draft.open(this.device, this.conversationId).catch(reportUnlessClosed);
      this.openEdit(this.device).catch(reportUnlessClosed);
    }
    if (changed.has("composing")) this.beginEdit();
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("composing") && this.composing) {
      this.field?.focus();
      this.field?.setSelectionRange(this.text.length, this.text.length);
    }
    this.grow();
  }

  override render(): TemplateResult {
    const left = limits.textLength - this.text.trim().length;
    const sendable = isVisibleText(this.text) && left >= 0;
    return html`<form @submit=${this.submit}>
      ${this.banner()}
      <div class="row">
        <textarea
          rows="1"
          aria-label=${this.editing ? msg("Edit message") : msg(str`Message to ${this.name}`)}
          aria-describedby="note"
          aria-invalid=${left < 0 ? "true" : "false"}
          placeholder=${this.editing ? msg("Edit message") : msg(str`Message ${this.name}`)}
          dir="auto"
          enterkeyhint=${isTouch() ? "enter" : "send"}
          .value=${live(this.text)}
          @input=${this.typed}
          @keydown=${this.keys}
        ></textarea>
        <button
          class="icon-button send"
          type="submit"
          aria-label=${this.editing ? msg("Save") : msg("Send")}
          ?disabled=${!sendable}
        >
          ${icon(this.editing ? "check" : "arrowUp")}
        </button>
      </div>
      <p class="note ${left < 0 || this.failed ? "wrong" : ""}" id="note" aria-live="polite">
        ${this.note(left)}
      </p>
    </form>`;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.savedEdit?.close();
    this.savedEdit = undefined;
  }

  /** An edit that the page's end cut short goes on. */
  private async openEdit(device: Device): Promise<void> {
    this.savedEdit?.close();
    const saved = new SavedWords(device.database, `edit.${this.conversationId}`);
    this.savedEdit = saved;
    this.interrupted = await saved.read();
    if (this.savedEdit !== saved || !this.interrupted) return;
    const { messageId: detail } = this.interrupted;
    this.dispatchEvent(new CustomEvent<string>("resume-edit", { detail }));
  }

  private beginEdit(): void {
    const { editing, interrupted } = this;
    this.failed = false;
    this.interrupted = undefined;
    this.edited =
      editing && interrupted?.messageId === editing.id
        ? interrupted.text
        : (editing?.content?.body ?? "");
  }

  private banner(): TemplateResult | typeof nothing {
    const { composing } = this;
    if (!composing) return nothing;
    const reply = composing.kind === "reply";
    return html`<div class="banner">
      ${icon(reply ? "reply" : "pencil")}
      <p>
        <strong>${reply ? msg(str`Replying to ${composing.name}`) : msg("Editing")}</strong>
        <span dir="auto">${composing.view.content?.body}</span>
      </p>
      <button
        class="icon-button"
        type="button"
        aria-label=${reply ? msg("Cancel reply") : msg("Cancel editing")}
        @click=${this.callOff}
      >
        ${icon("x")}
      </button>
    </div>`;
  }

  private note(left: number): string | typeof nothing {
    if (this.failed)
      return msg("This could not be stored on the device. Your words are still here.");
    if (left < 0) return msg(str`${-left} characters too long.`);
    return left < NEAR ? msg(str`${left} characters left.`) : nothing;
  }

  private readonly typed = (event: InputEvent): void => {
    const field = event.target as HTMLTextAreaElement;
    this.failed = false;
    if (this.editing) {
      this.edited = field.value;
      this.savedEdit?.save({ messageId: this.editing.id, text: field.value });
    } else this.draft.write(field.value, field.selectionStart);
    this.tell("writing");
  };

  private readonly keys = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey && !isTouch()) {
      event.preventDefault();
      this.finish();
    } else if (event.key === "Escape" && this.composing) {
      event.preventDefault();
      this.callOff();
    } else if (event.key === "ArrowUp" && !this.text && !this.composing) {
      event.preventDefault();
      this.tell("edit-last");
    }
  };

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.finish();
    this.field?.focus();
  };

  private readonly callOff = (): void => {
    if (this.editing) this.savedEdit?.save(undefined);
    this.tell("composing-done");
    this.field?.focus();
  };

  /** One after the other: what is typed and sent while a write is under way is the next message. */
  private finish(): void {
    this.finishing = this.finishing.then(() => this.store());
  }

  /** Nothing leaves the field, nor does an edit end, before it is on the disk. */
  private async store(): Promise<void> {
    const { device, conversationId, editing } = this;
    const written = this.text;
    const body = written.trim();
    if (!device || !isVisibleText(body) || body.length > limits.textLength) return;
    const replyTo = this.composing?.kind === "reply" ? this.composing.view.id : undefined;
    try {
      if (editing) await editMessage(device.database, conversationId, editing.id, body);
      else await sendMessage(device.database, conversationId, body, replyTo ? { replyTo } : {});
    } catch (error) {
      this.failed = true;
      console.error(error);
      return;
    }
    this.failed = false;
    if (editing) this.savedEdit?.save(undefined);
    else this.draft.remove(written);
    if (editing === this.editing) this.tell("composing-done");
    if (!editing) this.tell("message-sent");
  }

  private grow(): void {
    const { field } = this;
    if (!field || CSS.supports("field-sizing", "content")) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  }

  private tell(name: "message-sent" | "composing-done" | "edit-last" | "writing"): void {
    this.dispatchEvent(new CustomEvent(name));
  }
}

/** On a touch keyboard Enter is the only way to a new line. */
function isTouch(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-composer": RallyComposer;
  }
}
