import { html } from "lit";
import "../../src/conversations/details/rally-edit-details.js";
import { group } from "../fixtures.js";
import type { Group } from "../group.js";

export default {
  title: "Editing a group",
  states: {
    "Its name, topic, slow mode and theme": {
      framed: true,
      render: () => html`<rally-edit-details></rally-edit-details>`,
      async act(root, device) {
        const dialog = root.querySelector("rally-edit-details");
        const inside = dialog?.shadowRoot;
        const shown = new Promise((resolve) => {
          inside?.addEventListener("wa-after-show", resolve, { once: true });
        });
        dialog?.show(device.database, { ...group, theme: "grass" });
        await shown;
        // It has the focus now, whose ring is not always drawn.
        inside?.querySelector("input")?.blur();
      },
    },
  },
} satisfies Group;
