import { css, html } from "lit";
import type { Group } from "../group.js";
import { ben, chloe, dora, emil, people } from "../fixtures.js";

const styles = css`
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-sm);
  }
  .small {
    --avatar-size: var(--size-avatar-sm);
  }
  .large {
    --avatar-size: var(--size-avatar-2xl);
  }
`;
const none = { friend: "none", at: 0, blocked: false, ignored: false, waiting: false };
const actions = (relation: object, whole = false) =>
  html`<rally-relation-actions
    ?whole=${whole}
    .person=${ben}
    .relation=${{ ...none, ...relation }}
  ></rally-relation-actions>`;

export default {
  title: "People",
  styles: [styles],
  states: {
    Avatars: () =>
      html`<div class="row">
        ${people.map(({ id, displayName }) => html`<rally-avatar person-id=${id} .name=${displayName}></rally-avatar>`)}
        <rally-avatar world></rally-avatar>
      </div>`,
    "Avatars, small and large": () =>
      html`<div class="row">
        <rally-avatar class="small" person-id=${chloe.id} .name=${chloe.displayName}></rally-avatar>
        <rally-avatar
          class="large"
          large
          person-id=${dora.id}
          .name=${dora.displayName}
        ></rally-avatar>
      </div>`,
    Presence: () =>
      html`<div class="row">
        <rally-presence-dot presence="online"></rally-presence-dot>
        <rally-presence-dot presence="away"></rally-presence-dot>
      </div>`,
    "What one can do: a stranger": () => actions({}),
    "What one can do: a friend": () => actions({ friend: "friends" }),
    "What one can do: they asked": () => actions({ friend: "received" }),
    "What one can do: one has asked": () => actions({ friend: "sent", waiting: true }),
    "What one can do: blocked": () => actions({ blocked: true }),
    "What one can do: refused": () =>
      actions({ refused: { id: emil.id, name: "friend.request", code: "forbidden" } }),
    "What one can do, on their page": () => actions({ friend: "friends" }, true),
  },
} satisfies Group;
