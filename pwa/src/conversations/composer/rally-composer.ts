import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { limits } from "@rally/shared/limits";
import { mentionsIn } from "@rally/shared/notifications";
import { isVisibleText } from "@rally/shared/text";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { loadChunk } from "../../chunk-loading/index.js";
import { baseStyles, buttonStyles, focusedElement, icon } from "../../design/index.js";
import { deviceContext, type Device } from "../../device/index.js";
import { reportUnlessClosed } from "../../database/index.js";
import { beforeAppUpdate } from "../../service-worker/index.js";
import { composerStyles } from "./composer-styles.js";
import { composerNote } from "./composer-note.js";
import { composingBanner } from "./composing-banner.js";
import type { Composing } from "./composing-state.js";
import { DraftBinding } from "./draft-binding.js";
import type { ComposerText } from "./composer-text.js";
import type { Sticker } from "../../stickers/index.js";
import { EditInProgress } from "./edit-in-progress.js";
import { EmojiField } from "./emoji-field.js";
import { formatWithKeys } from "./format-keys.js";
import { SlashField } from "./slash-field.js";
import { enqueueContent, enqueueEdit, enqueueMessage, type MessageView } from "../index.js";

/**
 * The field for writing messages. Its draft is synchronized to the user's devices; works offline.
 * @fires message-stored - The message is in the outbox, and shown as pending.
 * @fires composing-done - The reply or edit in `detail` was sent or cancelled.
 * @fires edit-last - Arrow up in an empty field.
 * @fires resume-edit - `detail` is the message of an edit that was saved when the page closed.
 * @fires writing - On each input.
 */
@customElement("rally-composer")
@localized()
export class RallyComposer extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) conversationId = "";
  /** The name of the recipient or the conversation. */
  @property({ attribute: false }) name = "";
  /** Whether the name is that of a group or the world chat. */
  @property({ type: Boolean }) group = false;
  @property({ attribute: false }) composing: Composing | undefined;
  /** Seconds that this user waits between two messages. */
  @property({ attribute: false }) slowMode: number | undefined;

  @state() private failed = false;
  private readonly edit = new EditInProgress();
  /** Resolves when all submitted texts are stored. */
  private storing: Promise<void> = Promise.resolve();
  /** Replies and edits that have been stored, so that a second Enter does not store them again. */
  private readonly stored = new WeakSet<Composing>();
  private releaseAppUpdate: (() => void) | undefined;
  @query("textarea") private field!: HTMLTextAreaElement | null;
  private readonly draft = new DraftBinding(this, () => (this.editing ? null : this.field));
  private readonly slash = new SlashField(this);
  private readonly emoji = new EmojiField(
    this,
    () => this.field,
    (sticker) => {
      this.storing = this.storing.then(() => this.storeSticker(sticker));
    },
  );

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
    const isRefused = this.slash.note?.type === "refused";
    return html`<form @submit=${this.submit}>
        ${this.composing ? composingBanner(this.composing, this.cancel) : nothing}
        ${this.slash.template(this.device, this.conversationId, this.field, !!this.editing)}
        <div class="row">
          <textarea
            rows="1"
            aria-label=${this.label}
            aria-describedby="note"
            aria-invalid=${left < 0 || isRefused ? "true" : "false"}
            placeholder=${this.label}
            dir="auto"
            enterkeyhint=${isTouch() ? "enter" : "send"}
            .value=${live(this.text)}
            @input=${this.typed}
            @keydown=${this.keys}
          ></textarea>
          ${this.emoji.button()} ${this.editing ? nothing : this.pollButton()}
          <button
            class="icon-button send"
            type="submit"
            aria-label=${this.editing ? msg("Save") : msg("Send")}
            ?disabled=${!sendable}
          >
            ${icon(this.editing ? "check" : "arrowUp")}
          </button>
        </div>
        ${this.emoji.popup({ stickers: !this.editing })}
        ${composerNote({
          left,
          failed: this.failed,
          slowMode: this.editing ? undefined : this.slowMode,
          slash: this.slash.note,
          mentionsCut: mentionsTooMany(this.text),
          sendAnyway: this.sendAnyway,
        })}
      </form>
      <rally-new-poll
        @poll-stored=${() => {
          this.announce("message-stored");
        }}
      ></rally-new-poll>`;
  }

  private pollButton(): TemplateResult {
    return html`<button
      class="icon-button more"
      type="button"
      aria-label=${msg("New poll")}
      title=${msg("New poll")}
      aria-haspopup="dialog"
      @click=${this.askForPoll}
    >
      ${icon("chart")}
    </button>`;
  }

  private readonly askForPoll = async (): Promise<void> => {
    const { device, conversationId } = this;
    const opener = focusedElement();
    if (!(await loadChunk(() => import("../polls/rally-new-poll.js"))) || !device) return;
    this.renderRoot.querySelector("rally-new-poll")?.show(device.database, conversationId, opener);
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.releaseAppUpdate = beforeAppUpdate(async () => {
      await this.storing;
      // Sent text was removed from the draft, which is stored with the next write.
      await this.device?.stored();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.releaseAppUpdate?.();
    this.edit.close();
  }

  private async resumeEdit({ database }: Device): Promise<void> {
    const detail = await this.edit.open(database, this.conversationId);
    if (detail) this.dispatchEvent(new CustomEvent<MessageView>("resume-edit", { detail }));
  }

  private get label(): string {
    if (this.editing) return msg("Edit message");
    return this.group ? msg(str`Message in ${this.name}`) : msg(str`Message to ${this.name}`);
  }

  private readonly typed = (event: InputEvent): void => {
    const field = event.target as HTMLTextAreaElement;
    this.failed = false;
    if (this.editing) {
      this.edit.type(this.editing.id, field.value);
      this.requestUpdate();
    } else {
      this.draft.write(field.value, field.selectionStart);
    }
    this.slash.typed(field.value);
    this.announce("writing");
  };

  private readonly keys = (event: KeyboardEvent): void => {
    if (event.isComposing || formatWithKeys(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey && !isTouch()) {
      event.preventDefault();
      this.submitText();
    } else if (event.key === "Escape" && this.composing) {
      event.preventDefault();
      this.cancel();
    } else if (event.key === "ArrowUp" && !this.text && !this.composing) {
      event.preventDefault();
      this.announce("edit-last");
    }
  };

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.submitText();
    this.field?.focus();
  };

  private readonly cancel = (): void => {
    const { composing } = this;
    if (composing?.kind === "edit") this.edit.forget();
    if (composing) this.end(composing);
    this.field?.focus();
  };

  /** Sends text that looks like a command as a message. */
  private readonly sendAnyway = (): void => {
    this.submitText({ isMessage: true });
    this.field?.focus();
  };

  /** Stores the text as a message or an edit, one at a time: text typed meanwhile is the next one. */
  private submitText({ isMessage = false } = {}): void {
    const { device, composing } = this;
    if (!device) return;
    if (composing?.kind === "edit") {
      const { text } = this.edit;
      this.storing = this.storing.then(() => this.storeEdit(device, composing, text));
      return;
    }
    this.slash.entered();
    const composerText = this.draft.retain();
    this.storing = this.storing
      .then(() => this.storeMessage(device, composerText, composing, isMessage))
      .finally(() => composerText.release());
  }

  /**
   * Puts the text into the outbox as a message, or runs it if it is a slash command. The field is
   * cleared only after the message is stored, even if the field was removed in the meantime.
   */
  private async storeMessage(
    device: Device,
    composerText: ComposerText,
    composing: Composing | undefined,
    isMessage: boolean,
  ): Promise<void> {
    const { conversationId } = this;
    const { text } = composerText;
    const trimmed = text.trim();
    if (!isSendable(trimmed)) return;
    const entered = isMessage
      ? { send: trimmed }
      : await this.slash.run(device, conversationId, trimmed);
    switch (entered) {
      case "kept":
        return;
      case "done":
        composerText.remove(text);
        return;
    }
    const replies = composing?.kind === "reply" && !this.stored.has(composing);
    const options = replies ? { replyTo: composing.view.id } : {};
    const write = () => enqueueMessage(device.database, conversationId, entered.send, options);
    if (!(await this.store(write))) return;
    composerText.remove(text);
    if (composing) this.end(composing);
    this.announce("message-stored");
  }

  /** Puts a sticker into the outbox; the text in the field stays. */
  private async storeSticker(sticker: Sticker): Promise<void> {
    const { device, composing, conversationId } = this;
    if (!device || composing?.kind === "edit") return;
    const { pack, name, ...shown } = sticker;
    const content = { kind: "sticker" as const, pack, name };
    const options = {
      ...(composing && { replyTo: composing.view.id }),
      ...(shown.picture !== undefined && { shown: { ...content, ...shown } }),
    };
    const write = () => enqueueContent(device.database, conversationId, content, options);
    if (!(await this.store(write))) return;
    if (composing) this.end(composing);
    this.announce("message-stored");
  }

  /** An edit ends when it is stored, unless more was typed in the meantime. */
  private async storeEdit(
    { database }: Device,
    composing: Composing,
    edited: string,
  ): Promise<void> {
    const body = edited.trim();
    if (!isSendable(body) || this.stored.has(composing)) return;
    // Storing the edit deletes its saved text, so pending saves must be finished before.
    await this.edit.settled();
    const { id } = composing.view;
    const write = () => enqueueEdit(database, this.conversationId, id, body);
    if (!(await this.store(write))) return;
    if (this.composing === composing && this.edit.text !== edited) this.edit.saveAgain(id);
    else this.end(composing);
  }

  /** @returns whether the write succeeded; otherwise the note shows it. */
  private async store(write: () => Promise<unknown>): Promise<boolean> {
    try {
      await write();
      this.failed = false;
      return true;
    } catch (error) {
      this.failed = true;
      console.error("failed to store a message or edit", error);
      return false;
    }
  }

  private end(composing: Composing): void {
    this.stored.add(composing);
    this.dispatchEvent(new CustomEvent<Composing>("composing-done", { detail: composing }));
  }

  private grow(): void {
    const { field } = this;
    if (!field || CSS.supports("field-sizing", "content")) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  }

  private announce(name: "message-stored" | "edit-last" | "writing"): void {
    this.dispatchEvent(new CustomEvent(name));
  }
}

function isSendable(body: string): boolean {
  return isVisibleText(body) && body.length <= limits.textLength;
}

/** A text with so many mentions is long; the others are not searched for them on each key. */
function mentionsTooMany(text: string): boolean {
  return text.length > 4 * limits.mentionsInText && mentionsIn(text).isCut;
}

/** On a touch keyboard Enter inserts a new line: there is no other key for it. */
function isTouch(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-composer": RallyComposer;
  }
}
