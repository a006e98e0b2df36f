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
import { beforeUpdate } from "../service-worker/index.js";
import { deviceContext } from "../watching/index.js";
import { composerStyles } from "./composer-styles.js";
import { DraftBinding } from "./draft-binding.js";
import type { DraftWords } from "./draft-words.js";
import { EditInProgress } from "./edit-in-progress.js";
import { editMessage, sendMessage, type MessageView } from "./index.js";

/** What the composer does besides writing anew. */
export type Composing =
  { kind: "reply"; view: MessageView; name: string } | { kind: "edit"; view: MessageView };

/** The limit is said when it comes near. */
const NEAR = 500;

/**
 * Where one writes. The draft is the user's own on all devices; with no network too.
 * @fires message-sent - It is stored and shown.
 * @fires composing-done - The reply or edit in `detail` was finished or called off.
 * @fires edit-last - Arrow up in an empty field.
 * @fires resume-edit - `detail` is a message whose edit the page's end cut short.
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

  @state() private failed = false;
  private readonly edit = new EditInProgress();
  private finishing: Promise<void> = Promise.resolve();
  /** Replies and edits that have been stored: a second Enter finds them here. */
  private readonly finished = new WeakSet<Composing>();
  private releaseUpdate: (() => void) | undefined;
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
    return this.editing ? this.edit.text : this.draft.text;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("device") && this.device) {
      this.draft.open(this.device, this.conversationId).catch(reportUnlessClosed);
      this.resumeEdit(this.device).catch(reportUnlessClosed);
    }
    if (changed.has("composing")) {
      this.failed = false;
      this.edit.begin(this.editing);
    }
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
    const sendable = isSendable(this.text.trim());
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

  override connectedCallback(): void {
    super.connectedCallback();
    this.releaseUpdate = beforeUpdate(async () => {
      await this.finishing;
      // What was sent has left the draft, which is stored with the next write.
      await this.device?.stored();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.releaseUpdate?.();
    this.edit.close();
  }

  private async resumeEdit({ database }: Device): Promise<void> {
    const detail = await this.edit.open(database, this.conversationId);
    if (detail) this.dispatchEvent(new CustomEvent<MessageView>("resume-edit", { detail }));
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
      this.edit.type(this.editing.id, field.value);
      this.requestUpdate();
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
    const { composing } = this;
    if (composing?.kind === "edit") this.edit.forget();
    if (composing) this.end(composing);
    this.field?.focus();
  };

  /** One after the other: what is typed and sent while a write is under way is the next message. */
  private finish(): void {
    const { device, composing } = this;
    if (!device) return;
    if (composing?.kind === "edit") {
      const { text } = this.edit;
      this.finishing = this.finishing.then(() => this.storeEdit(device, composing, text));
      return;
    }
    const words = this.draft.hold();
    this.finishing = this.finishing
      .then(() => this.storeMessage(device, words, composing))
      .finally(() => words.close());
  }

  /** Nothing leaves the field before it is on the disk; then it does, though the field may be gone. */
  private async storeMessage(
    { database }: Device,
    words: DraftWords,
    composing: Composing | undefined,
  ): Promise<void> {
    const written = words.text;
    const body = written.trim();
    if (!isSendable(body)) return;
    const replies = composing?.kind === "reply" && !this.finished.has(composing);
    const options = replies ? { replyTo: composing.view.id } : {};
    if (!(await this.store(() => sendMessage(database, this.conversationId, body, options))))
      return;
    words.remove(written);
    if (composing) this.end(composing);
    this.tell("message-sent");
  }

  /** An edit does not end before it is on the disk, nor when more was typed meanwhile. */
  private async storeEdit(
    { database }: Device,
    composing: Composing,
    edited: string,
  ): Promise<void> {
    const body = edited.trim();
    if (!isSendable(body) || this.finished.has(composing)) return;
    // Storing the edit forgets what is saved of it, so that this has to be written before.
    await this.edit.settled();
    const { id } = composing.view;
    const write = () => editMessage(database, this.conversationId, id, body);
    if (!(await this.store(write))) return;
    if (this.composing === composing && this.edit.text !== edited) this.edit.saveAgain(id);
    else this.end(composing);
  }

  /** @returns whether the write succeeded; if not, the note says so. */
  private async store(write: () => Promise<unknown>): Promise<boolean> {
    try {
      await write();
      this.failed = false;
      return true;
    } catch (error) {
      this.failed = true;
      console.error("failed to store what was written", error);
      return false;
    }
  }

  private end(composing: Composing): void {
    this.finished.add(composing);
    this.dispatchEvent(new CustomEvent<Composing>("composing-done", { detail: composing }));
  }

  private grow(): void {
    const { field } = this;
    if (!field || CSS.supports("field-sizing", "content")) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  }

  private tell(name: "message-sent" | "edit-last" | "writing"): void {
    this.dispatchEvent(new CustomEvent(name));
  }
}

function isSendable(body: string): boolean {
  return isVisibleText(body) && body.length <= limits.textLength;
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
