import { html } from "lit";
import type { Device } from "../../src/device/index.js";
import { empty, group, withBen, withBlocked } from "../fixtures.js";
import type { Group } from "../group.js";

const page = (conversation: { id: string }) =>
  html`<rally-conversation-page .conversationId=${conversation.id}></rally-conversation-page>`;
const composer = (composing?: object) => (device: Device) =>
  html`<rally-composer
    .device=${device}
    .conversationId=${empty.id}
    .name=${"Thursday doubles"}
    .composing=${composing}
  ></rally-composer>`;
const view = { id: withBen.id, content: { kind: "text", body: "Same time as last week?" } };

export default {
  title: "Messages",
  states: {
    "A group": { framed: true, render: () => page(group) },
    "Two people": { framed: true, render: () => page(withBen) },
    "Nothing said yet": { framed: true, render: () => page(empty) },
    Blocked: { framed: true, render: () => page(withBlocked) },
    "Composer, empty": composer(),
    "Composer, replying": composer({ kind: "reply", view, name: "Ben Okafor" }),
    "Composer, editing": composer({ kind: "edit", view }),
    "Composer, focused": {
      render: composer(),
      act: (root) => root.querySelector("rally-composer")?.focus(),
    },
  },
} satisfies Group;
