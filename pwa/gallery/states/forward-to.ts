import { html } from "lit";
import "../../src/conversations/messages/rally-forward-message.js";
import { channel } from "../fixtures.js";
import type { Group } from "../group.js";
import { content } from "./forwards.js";

export default {
  title: "Forwarding a message",
  states: {
    "Choosing where to": {
      framed: true,
      render: () => html`<rally-forward-message></rally-forward-message>`,
      act: (root, device) =>
        root
          .querySelector("rally-forward-message")
          ?.show({ device, conversationId: channel.id, view: { content } as never }),
    },
  },
} satisfies Group;
