import { html } from "lit";
import type { Group } from "../group.js";

export default {
  title: "A new chat",
  states: {
    "Finding somebody, offline": {
      framed: true,
      render: () => html`<rally-new-conversation></rally-new-conversation>`,
      act: (root) => root.querySelector("rally-new-conversation")?.show(),
    },
  },
} satisfies Group;
