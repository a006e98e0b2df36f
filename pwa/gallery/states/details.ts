import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { html } from "lit";
import { channel, chloe, group, withBen } from "../fixtures.js";
import type { Group } from "../group.js";

const here = { viewers: new Map([[chloe.id, { typing: false, away: true }]]), count: 9 };
const details = (conversation: object) =>
  html`<rally-conversation-details
    .conversation=${conversation}
    .here=${here}
  ></rally-conversation-details>`;

export default {
  title: "The details of a conversation",
  states: {
    "With somebody": () => details(withBen),
    "A group that the user owns, offline": () => details({ ...group, role: "owner" }),
    "A channel that the user owns, offline": () => details(channel),
    "The world chat": () =>
      details({ ...group, id: WORLD_CONVERSATION_ID, kind: "world", memberCount: 1_280 }),
    "With a deleted account": () => details({ ...withBen, partner: undefined }),
    "Of a group that the user left": () => details({ ...group, left: true }),
  },
} satisfies Group;
