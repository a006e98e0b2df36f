import { html } from "lit";
import type { Device } from "../../src/device/index.js";
import type { Group } from "../group.js";

export default {
  title: "Closing a report",
  states: {
    "What came of it": {
      framed: true,
      render: () => html`<rally-close-report></rally-close-report>`,
      act: (root) => root.querySelector("rally-close-report")?.show({} as Device, "r"),
    },
  },
} satisfies Group;
