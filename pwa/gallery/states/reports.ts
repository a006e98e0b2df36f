import { html } from "lit";
import type { Device } from "../../src/device/index.js";
import type { Group } from "../group.js";

export default {
  title: "Reports",
  states: {
    "A report without a reason": {
      framed: true,
      render: () => html`<rally-report></rally-report>`,
      act: async (root) => {
        const dialog = root.querySelector("rally-report");
        dialog?.show({ device: {} as Device, name: "Ben Okafor", subject: { userId: "u" } });
        await dialog?.updateComplete;
        dialog?.renderRoot.querySelector("form")?.requestSubmit();
      },
    },
    "The page of administrators, offline": {
      framed: true,
      render: () => html`<rally-moderation-page></rally-moderation-page>`,
    },
  },
} satisfies Group;
