import { html } from "lit";
import { ago, ben } from "../fixtures.js";
import type { Group } from "../group.js";

const view = {
  id: "sheet",
  seq: 1,
  author: ben.id,
  own: false,
  content: { kind: "text", body: "Same time as last week? The hall is ours from six." },
  at: ago(5),
  deleted: false,
  state: "sent",
  reactions: [{ emoji: "\u{1F44D}", count: 2, mine: true }],
} as const;

export default {
  title: "A message's sheet",
  states: {
    Open: {
      render: () => html`<rally-message-sheet></rally-message-sheet>`,
      act: (root) =>
        root.querySelector("rally-message-sheet")?.show({
          view: { ...view, reactions: [...view.reactions] },
          author: ben.displayName,
          label: "Actions for the message from Ben Okafor",
          actions: [
            { action: "reply", label: "Reply", icon: "reply" },
            { action: "copy", label: "Copy text", icon: "copy" },
            { action: "unpin", label: "Unpin", icon: "pinOff" },
            { action: "delete", label: "Delete", icon: "trash", danger: true },
          ],
          canReact: true,
        }),
    },
  },
} satisfies Group;
