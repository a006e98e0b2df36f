import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { type ConversationRow, reportUnlessClosed } from "../database/index.js";
import { baseStyles, buttonStyles } from "../design/index.js";
import type { Device } from "../device/index.js";
import { loadChunk, place } from "../missing-program/index.js";
import { discard, retry } from "../outbox/index.js";
import { peopleOf } from "../people/index.js";
import { deviceContext, Watching } from "../watching/index.js";
import { afterPaint, Observing } from "../reactive/index.js";
import type { ConversationRoom } from "../rooms/index.js";
import { ComposingState } from "./composing-state.js";
import { conversationHeader } from "./conversation-header.js";
import { ConversationLookup } from "./conversation-lookup.js";
import { conversationName } from "./conversation-name.js";
import { conversationPageStyles } from "./conversation-page-styles.js";
import {
  getConversation,
  readOpening,
  readStanding,
  sendMessage,
  type MessageView,
  type Opening,
  type Standing,
} from "./index.js";
import type { MessageAction } from "./message-actions.js";
import { PartnerSeen } from "./partner-seen.js";
import { firstScreen } from "./message-paging.js";
import type { RallyComposer } from "./rally-composer.js";
import "./rally-composer.js";
import type { RallyDeleteMessage } from "./rally-delete-message.js";
import type { RallyMessageList } from "./rally-message-list.js";
import "./rally-message-list.js";
import { typingLine } from "./typing-line.js";
import { TypingNames } from "./typing-names.js";

/**
 * One conversation: who is there, what was said, and the place to say more.
 * @fires page-heading - `detail` is what the page is called.
 * @fires first-paint - It shows what is on the device.
 * @fires conversation-missing - The user is in no such conversation; `detail` is its id.
 */
@customElement("rally-conversation-page")
@localized()
export class RallyConversationPage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) conversationId = "";

  /** What is shown until the live reading has come; null when this device knows of none. */
  @state() private opening: Opening | null | undefined;
  @query("rally-message-list") private list!: RallyMessageList | null;
  @query("rally-composer") private composer!: RallyComposer | null;
  @query("rally-delete-message") private deletion!: RallyDeleteMessage | null;
  private room: ConversationRoom | undefined;
  private readonly composing = new ComposingState(this);
  private readonly typing = new TypingNames(this);
  private readonly partnerSeen = new PartnerSeen(() => {
    this.requestUpdate();
  });
  private focusDue = false;
  /** Whether the server was asked for a conversation that is not on this device. */
  private asked = false;
  private readonly lookup = new ConversationLookup(this, () => {
    if (this.device) this.lookup.ask(this.device, this.conversationId).catch(reportUnlessClosed);
  });
  private readonly conversation = new Watching(this, () => {
    const { device, conversationId, opening } = this;
    if (!device || opening === undefined) return undefined;
    return async () => (await getConversation(device.database, conversationId)) ?? null;
  });
  private readonly standing = new Watching(this, () => {
    const { device, row } = this;
    return device && row ? () => readStanding(device.database, row) : undefined;
  });
  private readonly here = new Observing(
    this,
    () => this.room?.here,
    (here) => {
      if (this.device) this.typing.update(this.device, here).catch(reportUnlessClosed);
    },
  );
  private readonly presence = new Observing(this, () => this.device?.presence);
  private readonly connection = new Observing(
    this,
    () => this.device?.connection,
    ({ status }) => {
      if (status === "online" && this.device && this.asked)
        this.lookup.reconnected(this.device, this.conversationId);
    },
  );

  static override styles = [baseStyles, buttonStyles, conversationPageStyles];

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("device")) return;
    if (this.device) void this.open(this.device);
    this.presence.follow();
    this.connection.follow();
  }

  override updated(): void {
    const { row } = this;
    if (row) this.tell("page-heading", conversationName(row));
    if (row === null && this.device && !this.asked) {
      this.asked = true;
      this.lookup.ask(this.device, this.conversationId).catch(reportUnlessClosed);
    }
    if (row?.partner && this.device) void this.partnerSeen.look(this.device, row.partner.id);
    if (row !== undefined && this.focusDue) this.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.room?.close();
    this.room = undefined;
  }

  /** Where one goes on from: the field to write in, or the heading where a keyboard would pop up. */
  override focus(): void {
    this.focusDue = this.row === undefined;
    const touch = matchMedia("(pointer: coarse)").matches;
    const { composer } = this;
    // There is nothing in it to focus before it has drawn itself.
    if (!touch && composer) void composer.updateComplete.then(() => composer.focus());
    else this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    const { row } = this;
    if (row === undefined) return html`${nothing}`;
    return row ? this.shown(row) : this.lookup.template();
  }

  private get row(): ConversationRow | null | undefined {
    if (this.conversation.value !== undefined) return this.conversation.value;
    return this.opening === null ? null : this.opening?.conversation;
  }

  private shown(row: ConversationRow): TemplateResult {
    const name = conversationName(row);
    const standing = this.standing.value ?? this.opening?.standing ?? "open";
    return html`
      ${conversationHeader(row, {
        device: this.device,
        here: this.here.value,
        partnerSeenAt: this.partnerSeen.at,
        blocked: this.standing.value === "blocked",
        loaded: () => this.requestUpdate(),
      })}
      <rally-message-list
        .conversation=${row}
        .opening=${this.opening?.window}
        .writable=${standing === "open"}
        @message-action=${this.act}
      ></rally-message-list>
      ${typingLine(this.typing.names)}
      ${standing === "open" ? this.writing(name) : this.blocked(row, standing)}
      <rally-delete-message></rally-delete-message>
    `;
  }

  private blocked(row: ConversationRow, standing: Exclude<Standing, "open">): unknown {
    return place(
      "block-notice",
      () => import("./rally-block-notice.js"),
      html`<rally-block-notice
        .device=${this.device}
        .conversation=${row}
        .standing=${standing}
        @unblocked=${() => {
          this.focusDue = true;
        }}
      ></rally-block-notice>`,
      "part",
    );
  }

  private writing(name: string): TemplateResult {
    return html`<rally-composer
      .conversationId=${this.conversationId}
      .name=${name}
      .composing=${this.composing.current}
      @writing=${() => this.room?.typing()}
      @edit-last=${this.editLast}
      @resume-edit=${this.composing.resumeEdit}
      @composing-done=${this.composing.end}
      @message-sent=${() => {
        this.room?.stopTyping();
        this.list?.showNewest();
      }}
    ></rally-composer>`;
  }

  private async open(device: Device): Promise<void> {
    this.room?.close();
    this.room = device.openConversationRoom(this.conversationId);
    this.here.follow();
    try {
      const opening = await readOpening(device.database, this.conversationId, firstScreen());
      if (this.device !== device) return;
      this.opening = opening ?? null;
    } catch (error) {
      console.error(error);
      this.opening = null;
    }
    if (!this.opening) this.tell("first-paint");
    await this.updateComplete;
    // What is shown already is read again, and from then on.
    afterPaint(() => {
      if (!this.isConnected) return;
      this.conversation.restart();
      this.standing.restart();
    });
  }

  private tell(name: "page-heading" | "first-paint", detail?: string): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  private readonly editLast = (): void => {
    const view = this.list?.views.findLast(({ own, deleted }) => own && !deleted);
    if (view) this.composing.edit(view);
  };

  private readonly act = async (
    event: CustomEvent<{ action: MessageAction; view: MessageView }>,
  ): Promise<void> => {
    const { action, view } = event.detail;
    const database = this.device?.database;
    if (!database) return;
    switch (action) {
      case "reply":
        this.composing.reply(view, await this.nameOf(view));
        break;
      case "edit":
        this.composing.edit(view);
        break;
      case "copy":
        await navigator.clipboard.writeText(view.content?.body ?? "");
        break;
      case "retry":
        await retry(database, view.change?.command ?? view.id);
        break;
      case "discard":
        await discard(database, view.change?.command ?? view.id);
        break;
      case "send-anew":
        await sendMessage(database, this.conversationId, view.content?.body ?? "");
        await discard(database, view.change?.command ?? view.id);
        this.list?.showNewest();
        break;
      case "delete":
        if (!(await loadChunk(() => import("./rally-delete-message.js")))) return;
        await this.deletion?.ask(database, this.conversationId, view);
    }
  };

  private async nameOf(view: MessageView): Promise<string> {
    if (view.own) return msg("yourself");
    if (!view.author || !this.device) return msg("Somebody");
    const people = await peopleOf(this.device.database, [view.author]);
    return people.get(view.author)?.displayName ?? msg("Somebody");
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-conversation-page": RallyConversationPage;
  }
}
