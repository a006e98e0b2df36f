import { msg } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { chooseLevel, levelOf } from "../../notifications/index.js";
import { levelChoices } from "../../notifications/rally-notify-level.js";
import { relationLabel } from "../../relationships/index.js";
import "../../relationships/rally-relation-actions.js";
import { aboutSection } from "./about-section.js";
import type { DetailsContext, DetailsSection } from "./details-context.js";
import "./rally-member-list.js";

/** The parts of the details, in the order in which they are shown. A new part is one entry. */
export const detailsSections: readonly DetailsSection[] = [
  { isFor: () => true, content: aboutSection },
  {
    heading: () => msg("Notifications"),
    isFor: ({ conversation }) => !conversation.left,
    content: notificationsSection,
  },
  {
    heading: () => msg("Members"),
    isFor: ({ conversation }) => conversation.kind === "group" && !conversation.left,
    content: membersSection,
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
];

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
function membersSection({ conversation, here }: DetailsContext): TemplateResult {
  return html`<rally-member-list .conversation=${conversation} .here=${here}></rally-member-list>`;
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
