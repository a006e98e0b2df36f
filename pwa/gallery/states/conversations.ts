import { html } from "lit";
import { group, withBen } from "../fixtures.js";
import type { Group } from "../group.js";

const bar = (page: object) => html`<rally-navigation .page=${page}></rally-navigation>`;

export default {
  title: "Conversations and navigation",
  states: {
    "The list": {
      framed: true,
      render: () =>
        html`<rally-conversation-list .current=${withBen.id}></rally-conversation-list>`,
    },
    "The archived chats": {
      framed: true,
      render: () =>
        html`<rally-conversation-list .showsArchived=${true}></rally-conversation-list>`,
    },
    "Navigation, chats": () => bar({ name: "conversations" }),
    "Navigation, people": () => bar({ name: "people", tab: "friends" }),
    "Navigation, settings": () => bar({ name: "settings" }),
    "Who is here": () =>
      html`<rally-viewers
        .here=${{ viewers: new Map([[group.id, { typing: true, away: false }]]), count: 4 }}
      ></rally-viewers>`,
  },
} satisfies Group;
