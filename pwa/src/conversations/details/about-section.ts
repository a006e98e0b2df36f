import { msg, str } from "@lit/localize";
import { may } from "@rally/shared/members";
import { html, nothing, type TemplateResult } from "lit";
import type { ConversationRow } from "../../database/index.js";
import { renderLinks } from "../../content/index.js";
import { icon } from "../../design/index.js";
import { monthLabel } from "../../localization/index.js";
import { pathTo } from "../../navigation/index.js";
import "../../people/rally-avatar.js";
import { conversationName, conversationPicture } from "../conversation-name.js";
import type { DetailsContext } from "./details-context.js";
import { memberCount, roleName } from "../../members/index.js";

/** Who or what the conversation is with. */
export function aboutSection(context: DetailsContext): TemplateResult {
  const { conversation } = context;
  const { partner, kind } = conversation;
  const name = conversationName(conversation);
  return html`<div class="about">
    <rally-avatar
      person-id=${partner?.id ?? conversation.id}
      .name=${name}
      .avatar=${conversationPicture(conversation)}
      ?world=${kind === "world"}
    ></rally-avatar>
    <p class="name" dir="auto">${name}</p>
    ${kind === "direct" ? person(context) : place(context)}
  </div>`;
}

function person({ conversation: { partner }, profile }: DetailsContext): TemplateResult {
  if (!partner)
    return html`<p class="faint">${msg("You can still read what you wrote to each other.")}</p>`;
  return html`
    <p class="faint">@${partner.username}</p>
    ${profile?.status ? html`<p class="status" dir="auto">${profile.status}</p>` : nothing}
    ${profile?.bio ? html`<p class="bio" dir="auto">${profile.bio}</p>` : nothing}
    ${
      profile
        ? html`<p class="faint small">${msg(str`Joined ${monthLabel(profile.joinedAt)}`)}</p>`
        : nothing
    }
    <a class="button" href=${pathTo("profile", { username: partner.username })}
      >${msg("View profile")}</a
    >
  `;
}

function place({ conversation, edit }: DetailsContext): TemplateResult {
  const { kind, role, left } = conversation;
  if (left) return html`<p class="faint">${msg("You're no longer in this chat")}</p>`;
  const { topic, visibility } = conversation;
  return html`
    ${topic ? html`<p class="topic" dir="auto">${renderLinks(topic)}</p>` : nothing}
    <p class="faint">
      ${visibility ? html`${visibilityName(conversation)} · ` : nothing}${memberCount(conversation.memberCount)}${
        kind !== "world" && role && role !== "member"
          ? html` · ${msg(str`Your role: ${roleName(role)}`)}`
          : nothing
      }
    </p>
    ${kind === "world" ? html`<p>${msg("Everyone on this server can read this chat.")}</p>` : nothing}
    ${
      mayEdit(conversation)
        ? html`<button type="button" class="button" @click=${edit}>
            ${icon("pencil")} ${kind === "channel" ? msg("Edit channel") : msg("Edit group")}
          </button>`
        : nothing
    }
  `;
}

function mayEdit({ kind, role, left }: ConversationRow): boolean {
  return !left && role !== undefined && may(role, "editDetails", kind);
}

function visibilityName({ visibility, listed }: ConversationRow): string {
  if (visibility === "public") return msg("Public channel");
  return listed ? msg("Channel by request") : msg("Private channel");
}
