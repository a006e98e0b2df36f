import { html } from "lit";
import { channel } from "../fixtures.js";
import type { Group } from "../group.js";

export default {
  title: "Editing a channel",
  states: {
    "Its name, topic and who can join": {
      framed: true,
      render: () =>
        html`<rally-conversation-details .conversation=${channel}></rally-conversation-details>`,
      act: (root) => {
        const shown = root.querySelector("rally-conversation-details");
        shown?.renderRoot.querySelector<HTMLElement>(".about button")?.click();
      },
    },
  },
} satisfies Group;
