import { msg } from "@lit/localize";
import { isArchived } from "@rally/shared/conversations";
import { may, type MemberAction } from "@rally/shared/members";
import { html, nothing, type TemplateResult } from "lit";
import type { ConversationRow } from "../../database/index.js";
import { icon } from "../../design/index.js";
import { setArchived } from "../data/archive.js";
import type { DetailsContext } from "./details-context.js";

/** Whether the conversation can be archived or left; the world chat can be neither. */
export function canEnd({ kind, left }: ConversationRow): boolean {
  return kind !== "world" && !left;
}

/** What takes the conversation out of the list. */
export function endSection(context: DetailsContext): TemplateResult {
  const { device, conversation, leave, deleteChat, deleteForAll } = context;
  const archived = isArchived(conversation);
  return html`<div class="ends">
    <button
      type="button"
      class="button"
      @click=${() => {
        setArchived(device.database, conversation, !archived).catch(reportError);
      }}
    >
      ${icon(archived ? "archiveRestore" : "archive")}
      ${archived ? msg("Unarchive") : msg("Archive")}
    </button>
    ${
      allows(conversation, "leave")
        ? html`<button type="button" class="button leave" @click=${leave}>
            ${icon("logOut")}
            ${conversation.kind === "channel" ? msg("Leave channel") : msg("Leave group")}
          </button>`
        : nothing
    }
    <button type="button" class="button leave" @click=${deleteChat}>
      ${icon("trash")} ${msg("Delete chat")}
    </button>
    ${
      allows(conversation, "deleteForAll")
        ? html`<button
            type="button"
            class="button leave"
            aria-haspopup="dialog"
            @click=${deleteForAll}
          >
            ${icon("trash")}
            ${
              conversation.kind === "channel"
                ? msg("Delete channel for everyone")
                : msg("Delete group for everyone")
            }
          </button>`
        : nothing
    }
  </div>`;
}

function allows({ kind, role }: ConversationRow, action: MemberAction): boolean {
  return role !== undefined && may(role, action, kind);
}
