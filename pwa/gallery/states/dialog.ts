import { html } from "lit";
import type { Group } from "../group.js";

export default {
  title: "A question",
  states: {
    "Before what cannot be undone": {
      framed: true,
      render: () =>
        html`<rally-confirm-dialog .heading=${"Block Ben Okafor?"} .action=${"Block"}>
          <p>You can't see or write to each other any more. You can unblock them later.</p>
        </rally-confirm-dialog>`,
      act: (root) => void root.querySelector("rally-confirm-dialog")?.ask(),
    },
  },
} satisfies Group;
