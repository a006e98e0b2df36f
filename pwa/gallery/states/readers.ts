import { html } from "lit";
import "../../src/conversations/messages/rally-message-readers.js";
import { group } from "../fixtures.js";
import type { Group } from "../group.js";

const content = { kind: "text", body: "The hall is ours from six." };

export default {
  title: "Who has read a message",
  states: {
    "Read by two": {
      framed: true,
      render: () => html`<rally-message-readers></rally-message-readers>`,
      act: (root, device) =>
        root
          .querySelector("rally-message-readers")
          ?.show({ device, conversationId: group.id, view: { content, seq: 2 } as never }),
    },
  },
} satisfies Group;
