import { msg, str } from "@lit/localize";
import type { Presence } from "@rally/shared/people";
import { html, type TemplateResult } from "lit";
import type { ConversationRow } from "../database/index.js";
import { backLink } from "../design/index.js";
import type { Device } from "../device/index.js";
import { paths } from "../navigation/index.js";
import "../notifications/rally-notify-level.js";
import type { RoomPresence } from "../rooms/index.js";
import { conversationName } from "./conversation-name.js";
import { partnerLine } from "./partner-line.js";

/** What the header shows besides the conversation's own row. */
export interface HeaderState {
  device: Device | undefined;
  /** Who is in the conversation's room just now. */
  here: RoomPresence | undefined;
  /** When the partner was last here, in milliseconds since the epoch. */
  partnerSeenAt: number | undefined;
  blocked: boolean;
  /** Called when what the header waited for has been loaded, so that it is rendered again. */
  loaded: () => void;
}

/** A conversation's picture, name and notification level, and who is in it. */
export function conversationHeader(row: ConversationRow, state: HeaderState): TemplateResult {
  const { partner } = row;
  const name = conversationName(row);
  return html`<div class="bar">
    ${backLink()}
    <rally-avatar
      person-id=${partner?.id ?? row.id}
      .name=${name}
      .avatar=${partner?.avatar}
      ?world=${row.kind === "world"}
    ></rally-avatar>
    <div class="who">
      <h1 tabindex="-1">
        ${partner ? html`<a href=${paths.profile(partner.username)}>${name}</a>` : name}
      </h1>
      <p class="presence ${presenceOf(row, state.device)}">${subline(row, state)}</p>
    </div>
    <rally-notify-level .device=${state.device} .conversation=${row}></rally-notify-level>
  </div>`;
}

function subline(row: ConversationRow, state: HeaderState): string | TemplateResult {
  if (row.left) return msg("You are no longer in this conversation");
  if (state.blocked) return msg("Blocked");
  if (row.kind !== "direct") return members(row, state);
  const { device, partnerSeenAt } = state;
  // With no connection one cannot know: better silent than wrong.
  if (device?.connection.value.status !== "online") return `@${row.partner?.username ?? ""}`;
  return partnerLine(presenceOf(row, device), partnerSeenAt);
}

/** How many are in a conversation, and how many of them are here just now. */
function members(row: ConversationRow, { here, loaded }: HeaderState): string | TemplateResult {
  const words = row.memberCount === 1 ? msg("1 member") : msg(str`${row.memberCount} members`);
  if ((here?.count ?? 0) < 2) return words;
  if (!customElements.get("rally-viewers")) {
    void loadViewers(loaded);
    return words;
  }
  return html`${words} · <rally-viewers .here=${here}></rally-viewers>`;
}

/** Who is here is left out where it cannot be loaded; tried again when it is next rendered. */
async function loadViewers(loaded: () => void): Promise<void> {
  try {
    await import("./rally-viewers.js");
    loaded();
  } catch (error) {
    console.warn("failed to load who is here", error);
  }
}

function presenceOf({ partner }: ConversationRow, device: Device | undefined): Presence {
  return (partner && device?.presence.value.get(partner.id)) ?? "offline";
}
