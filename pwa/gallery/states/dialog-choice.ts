import { html } from "lit";
import type { Group } from "../group.js";

export default {
  title: "A question with two answers",
  states: {
    "Between two ways": {
      framed: true,
      render: () =>
        html`<rally-confirm-dialog
          .heading=${"Delete this message?"}
          .action=${"Delete for everyone"}
          .alternative=${"Delete for me"}
        >
          <p>If you delete it for everyone, it disappears from every device.</p>
        </rally-confirm-dialog>`,
      act: (root) => void root.querySelector("rally-confirm-dialog")?.choose(),
    },
  },
} satisfies Group;
