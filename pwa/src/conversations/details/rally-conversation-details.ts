import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { type ConversationRow, reportUnlessClosed } from "../../database/index.js";
import { baseStyles, buttonStyles } from "../../design/index.js";
import type { RallyConfirmDialog } from "../../design/rally-confirm-dialog.js";
import { deviceContext, LiveQueryController, type Device } from "../../device/index.js";
import { relationWith } from "../../relationships/index.js";
import { NetworkError } from "../../http/index.js";
import { loadChunk } from "../../chunk-loading/index.js";
import { pathTo, router } from "../../navigation/index.js";
import { fetchProfile, readProfile } from "../../people/index.js";
import type { RoomPresence } from "../../device/index.js";
import { pinnedIds } from "../messages/pins.js";
import { leave } from "../data/enqueue-commands.js";
import { themeChoiceStyles } from "../../themes/index.js";
import type { DetailsContext } from "./details-context.js";
import { detailsSections } from "./details-sections.js";
import { detailsStyles } from "./details-styles.js";
import type { RallyAddPeople } from "./rally-add-people.js";
import type { RallyDeleteChat } from "./rally-delete-chat.js";
import type { RallyDeleteForAll } from "./rally-delete-for-all.js";
import type { RallyEditDetails } from "./rally-edit-details.js";

/** Who or what a conversation is with, and what this user can choose about it: a list of sections. */
@customElement("rally-conversation-details")
@localized()
export class RallyConversationDetails extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) conversation: ConversationRow | undefined;
  /** Who is in the conversation's room just now. */
  @property({ attribute: false }) here: RoomPresence | undefined;
  @query("rally-edit-details") private editing!: RallyEditDetails | null;
  @query("rally-add-people") private adding!: RallyAddPeople | null;
  @query("rally-delete-chat") private deleting!: RallyDeleteChat | null;
  @query("rally-delete-for-all") private deletingForAll!: RallyDeleteForAll | null;
  @query("rally-confirm-dialog") private question!: RallyConfirmDialog | null;
  private readonly partner = new LiveQueryController(this, () => {
    const { device } = this;
    const partner = this.conversation?.partner;
    if (!device || !partner) return undefined;
    return async () => ({
      profile: await readProfile(device.database, partner.username),
      relation: await relationWith(device.database, partner.id),
    });
  });
  private pinned: readonly string[] = [];
  private readonly pins = new LiveQueryController(
    this,
    () => {
      const { device, conversation } = this;
      return device && conversation && (() => pinnedIds(device.database, conversation.id));
    },
    (ids) => {
      if (ids.join() !== this.pinned.join()) this.pinned = ids;
    },
  );

  static override styles = [baseStyles, buttonStyles, themeChoiceStyles, detailsStyles];

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("conversation");
    const isOther = changed.has("conversation") && before?.id !== this.conversation?.id;
    if (!changed.has("device") && !isOther) return;
    this.partner.value = undefined;
    this.partner.restart();
    this.pinned = [];
    this.pins.restart();
    this.fetchPartner().catch(reportUnlessClosed);
  }

  override render(): TemplateResult | typeof nothing {
    const { device, conversation, here } = this;
    if (!device || !conversation) return nothing;
    const { profile, relation } = this.partner.value ?? {};
    const context: DetailsContext = {
      device,
      conversation,
      here,
      profile,
      relation,
      pins: this.pinned,
      edit: () => void this.edit(),
      add: () => void this.add(),
      deleteChat: () => void this.deleteChat(),
      deleteForAll: () => void this.deleteForAll(),
      leave: () => void this.leave(),
    };
    return html`${detailsSections
        .filter((section) => section.isFor(context))
        .map(
          ({ heading, content }) =>
            html`<section>
              ${heading ? html`<h2>${heading()}</h2>` : nothing} ${content(context)}
            </section>`,
        )} <rally-edit-details></rally-edit-details>
      <rally-add-people></rally-add-people>
      <rally-delete-chat></rally-delete-chat>
      <rally-delete-for-all
        @deleted=${() => {
          router.go(pathTo("conversations"));
        }}
      ></rally-delete-for-all>
      <rally-confirm-dialog .heading=${msg("Leave this chat?")} .action=${msg("Leave")}
        >${leaveWords(conversation)}</rally-confirm-dialog
      >`;
  }

  /** What this device holds of the profile is shown at once; the newest is fetched. */
  private async fetchPartner(): Promise<void> {
    const partner = this.conversation?.partner;
    if (!this.device || !partner) return;
    try {
      await fetchProfile(this.device, partner.username);
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
    }
  }

  private async edit(): Promise<void> {
    if (!(await loadChunk(() => import("./rally-edit-details.js")))) return;
    const { device, conversation } = this;
    if (device && conversation) this.editing?.show(device.database, conversation);
  }

  private async add(): Promise<void> {
    if (!(await loadChunk(() => import("./rally-add-people.js")))) return;
    const { device, conversation } = this;
    if (device && conversation) this.adding?.show(device, conversation);
  }

  private async deleteChat(): Promise<void> {
    if (!(await loadChunk(() => import("./rally-delete-chat.js")))) return;
    const { device, conversation } = this;
    if (!device || !conversation) return;
    if (await this.deleting?.show(device.database, conversation))
      router.go(pathTo("conversations"));
  }

  private async deleteForAll(): Promise<void> {
    if (!(await loadChunk(() => import("./rally-delete-for-all.js")))) return;
    const { device, conversation } = this;
    if (device && conversation) this.deletingForAll?.show(device, conversation);
  }

  private async leave(): Promise<void> {
    if (!(await loadChunk(() => import("../../design/rally-confirm-dialog.js")))) return;
    const { device, conversation } = this;
    if (!device || !conversation || !(await this.question?.ask())) return;
    await leave(device.database, conversation.id);
  }
}

function leaveWords({ visibility, kind }: ConversationRow): string {
  if (visibility === "public") return msg("You can join again at any time.");
  return kind === "channel"
    ? msg("To come back you need an invite link, or an admin's approval.")
    : msg("To come back, someone in it has to add you again.");
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-conversation-details": RallyConversationDetails;
  }
}
