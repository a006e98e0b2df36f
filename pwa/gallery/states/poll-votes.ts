import { html } from "lit";
import { group, withBen } from "../fixtures.js";
import type { Group } from "../group.js";
import { voted, where } from "./polls.js";

const view = { id: withBen.id, content: where, poll: voted };

export default {
  title: "The votes of a poll",
  states: {
    "Who voted, offline": {
      framed: true,
      render: () => html`<rally-poll-voters></rally-poll-voters>`,
      act: (root, device) =>
        root
          .querySelector("rally-poll-voters")
          ?.show({ device, conversationId: group.id, view: view as never }),
    },
  },
} satisfies Group;
