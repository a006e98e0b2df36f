import { html } from "lit";
import type { Group } from "../group.js";

export default {
  title: "The list of slash commands",
  states: {
    "In a group, for its owner": {
      framed: true,
      render: () => html`<rally-slash-help></rally-slash-help>`,
      act: (root) => {
        const place = { kind: "group", role: "owner" } as const;
        root.querySelector("rally-slash-help")?.show(place, document.body);
      },
    },
  },
} satisfies Group;
