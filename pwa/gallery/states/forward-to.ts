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
      async act(root, device) {
        const dialog = root.querySelector("rally-forward-message");
        const inside = dialog?.shadowRoot;
        const shown = new Promise((resolve) => {
          inside?.addEventListener("wa-after-show", resolve, { once: true });
        });
        dialog?.show({ device, conversationId: channel.id, view: { content } as never });
        await shown;
        // It has the focus now, whose ring is not always drawn.
        inside?.querySelector("input")?.blur();
      },
    },
  },
} satisfies Group;
