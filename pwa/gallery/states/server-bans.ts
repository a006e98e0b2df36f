import { listServerBans, type Ban } from "@rally/shared/bans";
import type { Person } from "@rally/shared/people";
import { html } from "lit";
import { answering } from "../answering.js";
import type { Group } from "../group.js";

const person = (id: string, username: string, displayName: string): Person => ({
  ...{ id, username, displayName },
});
const ada = person("a", "ada", "Ada Lovelace");
const at = Date.UTC(2026, 2, 11, 9, 5);
const bans: Ban[] = [
  {
    ...{ id: "1", user: person("s", "spammer_77", "Best Deals"), bannedBy: ada, at },
    reason: "Sends advertisements to everyone who joins",
  },
  { id: "2", address: "203.0.113.0/24", bannedBy: ada, at, until: Date.UTC(2026, 3, 1) },
  { id: "3", address: "2001:db8:85a3:8d3:1319:8a2e:370:7348", at },
];

export default {
  title: "Bans from the server",
  states: {
    "A few bans": {
      render: () => html`<rally-server-bans></rally-server-bans>`,
      act: answering("rally-server-bans", listServerBans, bans),
    },
    "No bans": {
      render: () => html`<rally-server-bans></rally-server-bans>`,
      act: answering("rally-server-bans", listServerBans, []),
    },
    "The form without a name": {
      render: (device) => html`<rally-server-ban .device=${device}></rally-server-ban>`,
      act: (root) => {
        const form = root.querySelector("rally-server-ban")?.renderRoot.querySelector("form");
        form?.requestSubmit();
      },
    },
    "The pages of administrators": {
      framed: true,
      render: () => html`<rally-moderation-sections .tab=${"bans"}></rally-moderation-sections>`,
    },
  },
} satisfies Group;
