import { consume } from "@lit/context";
import { localized } from "@lit/localize";
import { may } from "@rally/shared/members";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { type ConversationRow, reportUnlessClosed } from "../database/index.js";
import { baseStyles, breakpoints, buttonStyles, focusedElement } from "../design/index.js";
import {
  deviceContext,
  LiveQueryController,
  type ConversationRoom,
  type Device,
} from "../device/index.js";
import { isEditable } from "../content/index.js";
import { chunkPlace, loadChunk } from "../chunk-loading/index.js";
import { afterPaint, ObservableController } from "../observable/index.js";
import type { RallyEmojiPopup } from "../emoji/rally-emoji-popup.js";
import { pathTo, router } from "../navigation/index.js";
import { ComposingState } from "./composer/composing-state.js";
import { conversationHeader } from "./details/conversation-header.js";
import { ConversationLookup } from "./details/conversation-lookup.js";
import { runMessageAction } from "./conversation-actions.js";
import { conversationName } from "./conversation-name.js";
import { conversationPageStyles } from "./details/conversation-page-styles.js";
import {
  getConversation,
  readOpening,
  readStanding,
  type MessageView,
  type Opening,
  type Standing,
} from "./index.js";
import type { MessageAction } from "./messages/message-actions.js";
import { DetailsPane } from "./details/details-pane.js";
import { PartnerSeen } from "./details/partner-seen.js";
import { firstScreen } from "./scrolling/message-paging.js";
import type { RallyComposer } from "./composer/rally-composer.js";
import "./composer/rally-composer.js";
import { TypeAnywhere } from "./composer/type-anywhere.js";
import { messageDialogs, openMessageDialog } from "./messages/message-dialogs.js";
import type { RallyMessageList } from "./messages/rally-message-list.js";
import "./messages/rally-message-list.js";
import { themeClass, themeHue, themeStyles } from "../themes/index.js";
import { typingLine, TypingNames } from "./details/typing.js";

/**
 * A conversation: header, messages and composer.
 * @fires page-heading - `detail` is the page's heading.
 * @fires first-paint - The stored messages are rendered.
 * @fires conversation-missing - The user is in no such conversation; `detail` is its id.
 */
@customElement("rally-conversation-page")
@localized()
export class RallyConversationPage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) conversationId = "";
  /** The message to show; the address loses it once it is shown. */
  @property({ attribute: false }) messageId: string | undefined;

  /** Shown until the live query has a result; null if the conversation is not on this device. */
  @state() private opening: Opening | null | undefined;
  @query("rally-message-list") private list!: RallyMessageList | null;
  @query("rally-composer") private composer!: RallyComposer | null;
  @query("rally-emoji-popup") private emojiPopup!: RallyEmojiPopup | null;
  private room: ConversationRoom | undefined;
  private readonly composing = new ComposingState(this);
  private readonly typing = new TypingNames(this);
  private readonly partnerSeen = new PartnerSeen(() => {
    this.requestUpdate();
  });
  private readonly details = new DetailsPane(this);
  private focusDue = false;
  private isPainted = false;
  private hadRow = false;
  /** Whether the server was asked for a conversation that is not on this device. */
  private asked = false;
  private readonly lookup = new ConversationLookup(this, () => {
    if (this.device) this.lookup.ask(this.device, this.conversationId).catch(reportUnlessClosed);
  });
  private readonly conversation = new LiveQueryController(this, () => {
    const { device, conversationId, opening } = this;
    if (!device || opening === undefined) return undefined;
    return async () => (await getConversation(device.database, conversationId)) ?? null;
  });
  private readonly standing = new LiveQueryController(this, () => {
    const { device, row } = this;
    return device && row ? () => readStanding(device.database, row) : undefined;
  });
  private readonly here = new ObservableController(
    this,
    () => this.room?.here,
    (here) => {
      if (this.device) this.typing.update(this.device, here).catch(reportUnlessClosed);
    },
  );
  private readonly presence = new ObservableController(this, () => this.device?.presence);
  private readonly connection = new ObservableController(
    this,
    () => this.device?.connection,
    ({ status }) => {
      if (status === "online" && this.device && this.asked)
        this.lookup.reconnected(this.device, this.conversationId);
    },
  );

  static override styles = [baseStyles, buttonStyles, themeStyles, conversationPageStyles];

  constructor() {
    super();
    new TypeAnywhere(this, () => this.composer?.focus());
    this.addEventListener("show-message", this.showMessage);
    this.addEventListener("first-paint", () => {
      this.isPainted = true;
      this.showLinked();
    });
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("device")) return;
    if (this.device) void this.open(this.device);
    this.presence.follow();
    this.connection.follow();
  }

  override updated(): void {
    const { row } = this;
    // What had the focus is gone with the conversation.
    if (row === null && this.hadRow && focusedElement() === document.body) this.focusDue = true;
    this.hadRow = Boolean(row);
    if (row) this.announce("page-heading", conversationName(row));
    if (row === null && this.device && !this.asked) {
      this.asked = true;
      this.lookup.ask(this.device, this.conversationId).catch(reportUnlessClosed);
    }
    if (row?.partner && this.device) void this.partnerSeen.check(this.device, row.partner.id);
    if (row !== undefined && this.focusDue) this.focus();
    this.showLinked();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.room?.close();
    this.room = undefined;
  }

  /** Focuses the composer on wide screens with a mouse, elsewhere the heading. */
  override focus(): void {
    this.focusDue = this.row === undefined;
    const writes = matchMedia(`${breakpoints.twoPanes} and (pointer: fine)`).matches;
    const { composer } = this;
    // The composer cannot be focused before its first render.
    if (writes && composer) void composer.updateComplete.then(() => composer.focus());
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
    const standing = this.standing.value ?? this.opening?.standing ?? "open";
    const { details } = this;
    return html`<div class="talk ${themeClass(row)}" ${themeHue(row)}>
        ${conversationHeader(row, {
          device: this.device,
          here: this.here.value,
          partnerSeenAt: this.partnerSeen.at,
          blocked: this.standing.value === "blocked",
          details,
          loaded: () => this.requestUpdate(),
        })}
        <rally-message-list
          .conversation=${row}
          .opening=${this.opening?.window}
          .standing=${standing}
          @message-action=${this.act}
        ></rally-message-list>
        ${typingLine(this.typing.names)} ${row.deleted ? deletedNotice(row) : nothing}
        ${standing === "open" ? this.writing(row) : this.blocked(row, standing)}
      </div>
      ${details.template({ conversation: row, here: this.here.value })}
      ${messageDialogs}<rally-emoji-popup></rally-emoji-popup>`;
  }

  private blocked(row: ConversationRow, standing: Exclude<Standing, "open">): unknown {
    return chunkPlace(
      "block-notice",
      () => import("./details/rally-block-notice.js"),
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

  private writing(row: ConversationRow): unknown {
    if ((row.mutedUntil ?? 0) > Date.now()) return this.muted(row);
    return html`<rally-composer
      .conversationId=${this.conversationId}
      .name=${conversationName(row)}
      ?group=${row.kind !== "direct"}
      .slowMode=${slowModeFor(row)}
      .composing=${this.composing.current}
      @writing=${() => this.room?.typing()}
      @edit-last=${this.editLast}
      @resume-edit=${this.composing.resumeEdit}
      @composing-done=${this.composing.end}
      @message-stored=${() => {
        this.room?.stopTyping();
        this.list?.showNewest();
      }}
    ></rally-composer>`;
  }

  private muted({ mutedUntil }: ConversationRow): unknown {
    return chunkPlace(
      "muted-notice",
      () => import("./details/rally-muted-notice.js"),
      html`<rally-muted-notice
        .until=${mutedUntil ?? 0}
        @mute-ended=${() => {
          this.requestUpdate();
        }}
      ></rally-muted-notice>`,
      "part",
    );
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
    if (!this.opening) this.announce("first-paint");
    await this.updateComplete;
    this.details.painted();
    // The rendered data is read again, as a live query.
    afterPaint(() => {
      if (!this.isConnected) return;
      this.conversation.restart();
      this.standing.restart();
    });
  }

  /** Shows the message of the address; the address is then the conversation's, as before a click. */
  private showLinked(): void {
    const { messageId, list, conversationId: id } = this;
    if (!messageId || !list || !this.isPainted) return;
    this.messageId = undefined;
    void list.showMessage(messageId);
    router.go(pathTo("conversation", { id }), { replace: true });
  }

  private announce(name: "page-heading" | "first-paint", detail?: string): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  private readonly editLast = (): void => {
    const view = this.list?.views.findLast(({ own, content }) => own && isEditable(content));
    if (view) this.composing.edit(view);
  };

  private readonly showMessage = (event: HTMLElementEventMap["show-message"]): void => {
    this.details.close();
    void this.list?.showMessage(event.detail);
  };

  private async pickReaction(messageId: string): Promise<string | undefined> {
    if (!(await loadChunk(() => import("../emoji/rally-emoji-popup.js")))) return undefined;
    const anchor = this.list?.messageElement(messageId);
    return anchor ? this.emojiPopup?.pick(anchor) : undefined;
  }

  private readonly act = async (
    event: CustomEvent<{ action: MessageAction; view: MessageView }>,
  ): Promise<void> => {
    const { action, view } = event.detail;
    const { device, conversationId, composing } = this;
    if (!device) return;
    const scope = { device, conversationId, composing };
    await runMessageAction(action, view, {
      ...scope,
      pickReaction: (messageId) => this.pickReaction(messageId),
      showNewest: () => this.list?.showNewest(),
      notify: (sentence) => this.list?.notify(sentence),
      showDialog: (name, shown) =>
        openMessageDialog(this.renderRoot, name, { device, conversationId, view: shown }),
    });
  };
}

/** The composer stays below it: it may hold a draft. */
function deletedNotice(row: ConversationRow): unknown {
  return chunkPlace(
    "deleted-notice",
    () => import("./details/rally-deleted-notice.js"),
    html`<rally-deleted-notice .conversation=${row}></rally-deleted-notice>`,
    "part",
  );
}

/** The seconds of slow mode, if it concerns this user. */
function slowModeFor({ slowMode, role, kind }: ConversationRow): number | undefined {
  return role !== undefined && may(role, "ignoreSlowMode", kind) ? undefined : slowMode;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-conversation-page": RallyConversationPage;
  }
}
