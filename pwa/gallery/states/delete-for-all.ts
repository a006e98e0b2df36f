import { html } from "lit";
import type { Device } from "../../src/device/index.js";
import { channel, group } from "../fixtures.js";
import type { Group } from "../group.js";

export default {
  title: "Deleting for everyone",
  states: {
    "A group": {
      framed: true,
      render: () => html`<rally-delete-for-all></rally-delete-for-all>`,
      act: (root) => root.querySelector("rally-delete-for-all")?.show({} as Device, group),
    },
    "A deleted channel with words that were not sent": () =>
      html`<rally-deleted-notice .conversation=${channel}></rally-deleted-notice>`,
  },
} satisfies Group;
