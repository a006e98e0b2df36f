import { html } from "lit";
import type { Group } from "../group.js";

const actions = [
  { action: "reply", label: "Reply", icon: "reply" },
  { action: "edit", label: "Edit", icon: "pencil" },
  { action: "copy", label: "Copy text", icon: "copy" },
  { action: "pin", label: "Pin", icon: "pin" },
  { action: "delete", label: "Delete", icon: "trash", danger: true },
];

export default {
  title: "A message's menu",
  states: {
    Open: {
      framed: true,
      render: () =>
        html`<rally-message-menu
          .label=${"Actions for the message by Ben Okafor"}
          .actions=${actions}
        ></rally-message-menu>`,
      act: (root) => root.querySelector("rally-message-menu")?.show(),
    },
  },
} satisfies Group;
