import { msg } from "@lit/localize";
import type { Theme } from "@rally/shared/conversations";
import { may, type MemberAction } from "@rally/shared/members";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import "../../channels/rally-join-requests.js";
import "../../chunk-loading/rally-disclosure.js";
import type { ConversationRow } from "../../database/index.js";
import { icon } from "../../design/index.js";
import "../../invites/rally-invite-links.js";
import { chooseLevel, levelOf } from "../../notifications/index.js";
import { levelChoices } from "../../notifications/rally-notify-level.js";
import { relationLabel } from "../../relationships/index.js";
import "../../relationships/rally-relation-actions.js";
import { updateDetails } from "../data/enqueue-commands.js";
import { themeChoice } from "../../themes/index.js";
import { aboutSection } from "./about-section.js";
import type { DetailsContext, DetailsSection } from "./details-context.js";
import { canEnd, endSection } from "./end-section.js";
import "./rally-member-list.js";
import "./rally-pinned-messages.js";

/** The parts of the details, in the order in which they are shown. A new part is one entry. */
export const detailsSections: readonly DetailsSection[] = [
  { isFor: () => true, content: aboutSection },
  {
    heading: () => msg("Notifications"),
    isFor: ({ conversation }) => !conversation.left,
    content: notificationsSection,
  },
  {
    heading: () => msg("Pinned messages"),
    isFor: ({ pins, conversation }) => pins.length > 0 && !conversation.left,
    content: ({ pins, conversation }) =>
      html`<rally-pinned-messages
        .conversation=${conversation}
        .pins=${pins}
      ></rally-pinned-messages>`,
  },
  {
    heading: () => msg("Requests to join"),
    isFor: ({ conversation }) =>
      conversation.visibility === "private" && isAllowed(conversation, "answerJoinRequests"),
    content: ({ conversation: { id } }) =>
      html`<rally-join-requests .conversationId=${id}></rally-join-requests>`,
  },
  {
    heading: () => msg("Invite links"),
    isFor: ({ conversation }) => isAllowed(conversation, "invite"),
    content: ({ conversation: { id } }) =>
      html`<rally-invite-links .conversationId=${id}></rally-invite-links>`,
  },
  {
    heading: () => msg("Members"),
    isFor: ({ conversation }) => hasRoles(conversation) && !conversation.left,
    content: membersSection,
  },
  {
    heading: () => msg("Moderation"),
    isFor: ({ conversation }) => isAllowed(conversation, "readAuditLog"),
    content: moderationSection,
  },
  {
    heading: () => msg("In this chat right now"),
    isFor: ({ conversation }) => conversation.kind === "world",
    content: membersSection,
  },
  {
    heading: () => msg("Friendship and privacy"),
    isFor: ({ conversation }) => conversation.partner !== undefined,
    content: relationSection,
  },
  {
    heading: () => msg("Theme"),
    // Groups and channels have it in the dialog that edits them.
    isFor: ({ conversation, relation }) =>
      conversation.kind === "direct" && relation?.blocked === false,
    content: themeSection,
  },
  {
    isFor: ({ conversation }) => canEnd(conversation),
    content: endSection,
  },
];

/** Who is banned, what was reported, and what moderators did; each is shown when the user asks for them. */
function moderationSection({ conversation }: DetailsContext): TemplateResult {
  const { id } = conversation;
  return html`<div class="disclosures">
    ${
      isAllowed(conversation, "ban")
        ? disclosure(
            msg("Banned people"),
            () => import("../../bans/rally-conversation-bans.js"),
            html`<rally-conversation-bans .conversationId=${id}></rally-conversation-bans>`,
          )
        : nothing
    }
    ${disclosure(
      msg("Reports"),
      () => import("../../reports/rally-report-list.js"),
      html`<rally-report-list .conversationId=${id}></rally-report-list>`,
    )}
    ${disclosure(
      msg("Audit log"),
      () => import("../../audit/rally-audit-log.js"),
      html`<rally-audit-log .conversationId=${id}></rally-audit-log>`,
    )}
  </div>`;
}

/** A part that is shown when the user asks for it. */
function disclosure(
  label: string,
  load: () => Promise<unknown>,
  content: TemplateResult,
): TemplateResult {
  return html`<rally-disclosure
    .label=${label}
    .load=${load}
    .content=${content}
  ></rally-disclosure>`;
}

const hasRoles = ({ kind }: ConversationRow): boolean => kind === "group" || kind === "channel";

function isAllowed({ kind, role, left }: ConversationRow, action: MemberAction): boolean {
  return !left && role !== undefined && may(role, action, kind);
}

/** What of the conversation becomes a notification; the bell above it offers the same. */
function notificationsSection({ device, conversation }: DetailsContext): TemplateResult {
  const current = levelOf(conversation);
  return html`<div class="levels" role="radiogroup" aria-label=${msg("Notifications")}>
    ${levelChoices().map(
      ({ value, label }) =>
        html`<label>
          <input
            type="radio"
            name="level"
            .checked=${live(value === current)}
            @change=${() => {
              chooseLevel(device.database, conversation.id, value).catch(reportError);
            }}
          />
          <span>${label}</span>
        </label>`,
    )}
  </div>`;
}

/** The members of a group; of the world chat, with its many members, those who are there. */
function membersSection({ conversation, here, add }: DetailsContext): TemplateResult {
  return html`${
      isAllowed(conversation, "addMember")
        ? html`<button type="button" class="button add" @click=${add}>
            ${icon("userPlus")} ${msg("Add people")}
          </button>`
        : nothing
    }<rally-member-list .conversation=${conversation} .here=${here}></rally-member-list>`;
}

/** What the chat looks like to both of its users. */
function themeSection({ device, conversation }: DetailsContext): TemplateResult {
  const choose = (theme: Theme): void => {
    updateDetails(device.database, conversation.id, { theme }).catch(reportError);
  };
  return html`${themeChoice(conversation, choose, { legend: false })}
    <p class="faint small">${msg("You both see it.")}</p>`;
}

/** What the other user is to this one, and what can be changed about it. */
function relationSection({ conversation, relation }: DetailsContext): TemplateResult {
  const { partner } = conversation;
  if (!partner || !relation) return html`${nothing}`;
  return html`<p class="faint small">${relationLabel(relation)}</p>
    <div class="actions">
      <rally-relation-actions
        whole
        no-message
        .person=${partner}
        .relation=${relation}
      ></rally-relation-actions>
    </div>`;
}
