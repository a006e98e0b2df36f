import { html } from "lit";
import type { Device } from "../../src/device/index.js";
import { group, withBen } from "../fixtures.js";
import type { Group } from "../group.js";
import { voted, where } from "./polls.js";

const view = { id: withBen.id, content: where, poll: voted };

export default {
  title: "The votes of a poll",
  states: {
    "Who voted, offline": {
      framed: true,
      render: (device: Device) => html`<rally-poll-voters .device=${device}></rally-poll-voters>`,
      act: (root) =>
        root.querySelector("rally-poll-voters")?.show(group.id, view as never, undefined),
    },
  },
} satisfies Group;
