import type { Person, Presence } from "@rally/shared/people";
import { css, html, nothing, type TemplateResult } from "lit";
import type { Relation } from "./index.js";
import { pathTo } from "../navigation/index.js";
import "../people/rally-avatar.js";
import "../people/rally-presence-dot.js";
import "./rally-relation-actions.js";
import { relationLabel } from "./relation-label.js";
import { phone } from "../design/index.js";

/** A user in a list: picture and name, the relation, and the actions. */
export function personLine(
  person: Person,
  relation: Relation,
  { presence }: { presence?: Presence | undefined } = {},
): TemplateResult {
  // In the list of friends, "Friend" is not repeated for each.
  const words = presence ? relationLabel({ ...relation, friend: "none" }) : relationLabel(relation);
  const wide = relation.friend === "received" || relation.refused !== undefined;
  return html`<li class="person ${wide ? "wide" : ""}">
    <span class="picture">
      <rally-avatar
        person-id=${person.id}
        .name=${person.displayName}
        .avatar=${person.avatar}
      ></rally-avatar>
      ${presence ? html`<rally-presence-dot presence=${presence}></rally-presence-dot>` : nothing}
    </span>
    <span class="who">
      <a class="name" href=${pathTo("profile", { username: person.username })}
        >${person.displayName}</a
      >
      <span class="sub">@${person.username}${words ? ` · ${words}` : ""}</span>
    </span>
    <rally-relation-actions .person=${person} .relation=${relation}></rally-relation-actions>
  </li>`;
}

export const personLineStyles = css`
  .person {
    position: relative;
    display: grid;
    grid-template: "picture who actions" auto / auto minmax(0, 1fr) auto;
    gap: var(--space-2xs) var(--space-sm);
    align-items: center;
    padding: var(--space-xs);
    border-radius: var(--radius-md);
    --avatar-size: var(--size-avatar-lg);
  }
  .person + .person {
    margin-block-start: var(--space-3xs);
  }
  .picture {
    position: relative;
    grid-area: picture;
  }
  .picture rally-presence-dot {
    position: absolute;
    inset-block-end: 0;
    inset-inline-end: 0;
  }
  .who {
    grid-area: who;
    display: grid;
    line-height: 1.35;
  }
  .name,
  .sub {
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .name {
    color: var(--color-ink);
    font-weight: var(--weight-bold);
    text-decoration: none;
  }
  .name:hover {
    text-decoration: underline;
  }
  .sub {
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .person rally-relation-actions {
    grid-area: actions;
  }
  @media (hover: hover) {
    .person:hover {
      background: var(--color-hover);
    }
  }
  @media ${phone} {
    .wide {
      grid-template: "picture who" auto "picture actions" auto / auto minmax(0, 1fr);
      align-items: start;
    }
    .wide rally-relation-actions {
      justify-self: start;
    }
  }
`;
