import { html } from "lit";
import type { Group } from "../group.js";

export default {
  title: "A ban of an address",
  states: {
    "The form of administrators": () => html`<rally-ban-address></rally-ban-address>`,
    "Without an address": {
      render: (device) => html`<rally-ban-address .device=${device}></rally-ban-address>`,
      act: (root) => {
        const form = root.querySelector("rally-ban-address")?.renderRoot.querySelector("form");
        form?.requestSubmit();
      },
    },
  },
} satisfies Group;
