import { html } from "lit";
import type { Group } from "../group.js";

export default {
  title: "Shortcuts",
  states: {
    "The sheet of shortcuts": {
      framed: true,
      render: () => html`<rally-shortcuts></rally-shortcuts>`,
      act: (root) => root.querySelector("rally-shortcuts")?.show(),
    },
  },
} satisfies Group;
