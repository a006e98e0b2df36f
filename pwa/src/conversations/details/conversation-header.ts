import { msg } from "@lit/localize";
import type { Presence } from "@rally/shared/people";
import { html, type TemplateResult } from "lit";
import type { ConversationRow } from "../../database/index.js";
import { icon } from "../../design/index.js";
import type { Device, RoomPresence } from "../../device/index.js";
import { pathTo, backLink } from "../../navigation/index.js";
import "../../notifications/rally-notify-level.js";
import { conversationName, conversationPicture, deletedByOwner } from "../conversation-name.js";
import type { DetailsPane } from "./details-pane.js";
import { memberCount } from "../../members/index.js";
import { partnerLine } from "./partner-seen.js";

/** What the header shows besides the conversation's row. */
export interface HeaderState {
  device: Device | undefined;
  /** The users in the conversation's room. */
  here: RoomPresence | undefined;
  /** When the partner was last online, in epoch milliseconds. */
  partnerSeenAt: number | undefined;
  blocked: boolean;
  details: DetailsPane;
  /** Called when a part of the header has loaded, to render it again. */
  loaded: () => void;
}

/** A conversation's picture, name, notification level and members. */
export function conversationHeader(row: ConversationRow, state: HeaderState): TemplateResult {
  const { partner } = row;
  const name = conversationName(row);
  return html`<div class="bar">
    ${backLink()}
    <div class="identity">
      <rally-avatar
        person-id=${partner?.id ?? row.id}
        .name=${name}
        .avatar=${conversationPicture(row)}
        ?world=${row.kind === "world"}
      ></rally-avatar>
      <div class="who">
        <h1 tabindex="-1">${title(row, state.details)}</h1>
        <p class="presence ${presenceOf(row, state.device)}">${subline(row, state)}</p>
      </div>
    </div>
    <rally-notify-level .device=${state.device} .conversation=${row}></rally-notify-level>
    <button
      type="button"
      class="icon-button toggle-details"
      aria-label=${msg("Details")}
      title=${msg("Details")}
      aria-expanded=${state.details.isBeside ? "true" : "false"}
      @click=${state.details.toggle}
    >
      ${icon("panel")}
    </button>
  </div>`;
}

/** The name: where the details are not beside it, a press on it opens them. */
function title(row: ConversationRow, details: DetailsPane): string | TemplateResult {
  const { partner } = row;
  const name = conversationName(row);
  if (!details.hasRoom)
    return html`<button type="button" aria-haspopup="dialog" @click=${details.toggle}>
      ${name}
    </button>`;
  return partner
    ? html`<a href=${pathTo("profile", { username: partner.username })}>${name}</a>`
    : name;
}

function subline(row: ConversationRow, state: HeaderState): string | TemplateResult {
  if (row.deleted) return deletedByOwner(row.kind);
  if (row.left) return msg("You're no longer in this chat");
  if (state.blocked) return msg("You blocked them");
  if (row.kind !== "direct") return members(row, state);
  const { device, partnerSeenAt } = state;
  // Without a connection the presence is unknown, so none is shown.
  if (device?.connection.value.status !== "online") return `@${row.partner?.username ?? ""}`;
  return partnerLine(presenceOf(row, device), partnerSeenAt);
}

/** The number of members, and of those in the room. */
function members(row: ConversationRow, { here, loaded }: HeaderState): string | TemplateResult {
  const words = memberCount(row.memberCount);
  if ((here?.count ?? 0) < 2) return words;
  if (!customElements.get("rally-viewers")) {
    void loadViewers(loaded);
    return words;
  }
  return html`${words} · <rally-viewers .here=${here}></rally-viewers>`;
}

/** Without this chunk the viewers are omitted; the next render tries again. */
async function loadViewers(loaded: () => void): Promise<void> {
  try {
    await import("./rally-viewers.js");
    loaded();
  } catch (error) {
    console.warn("failed to load the list of viewers", error);
  }
}

function presenceOf({ partner }: ConversationRow, device: Device | undefined): Presence {
  return (partner && device?.presence.value.get(partner.id)) ?? "offline";
}
