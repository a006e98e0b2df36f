import type { ListedChannel } from "@rally/shared/channels";
import { html } from "lit";
import { channel } from "../fixtures.js";
import type { Group } from "../group.js";

const listed = (parts: Partial<ListedChannel>): ListedChannel => ({
  ...{ id: channel.id, name: channel.name ?? "", visibility: "public", memberCount: 42 },
  ...{ state: "none", ...parts },
});
const id = (n: number) => `0190b000-0000-7000-8000-00000000000${n}`;
const channels = [
  listed({ topic: channel.topic, visibility: "private", memberCount: 128 }),
  listed({ id: id(1), name: "Board games", topic: "Every second Thursday", memberCount: 1 }),
  listed({ id: id(2), name: "Chess and cheese", visibility: "private", state: "requested" }),
  listed({ id: id(3), name: "A channel with a rather long name that has to be cut somewhere" }),
];

interface Shown {
  problem: string | undefined;
}

export default {
  title: "Channels",
  states: {
    "The directory": {
      framed: true,
      render: () => html`<rally-channels-page></rally-channels-page>`,
      act: async (root) => {
        const page = root.querySelector("rally-channels-page") as unknown as Shown;
        // The page finds that it is offline first.
        for (let tries = 0; page.problem === undefined && tries < 200; tries += 1) {
          await new Promise((resume) => setTimeout(resume, 10));
        }
        Object.assign(page, { channels, problem: undefined });
      },
    },
    "The directory, offline": {
      framed: true,
      render: () => html`<rally-channels-page></rally-channels-page>`,
    },
    "A new channel": {
      framed: true,
      render: () => html`<rally-new-conversation-page></rally-new-conversation-page>`,
    },
    "A new group": {
      framed: true,
      render: () =>
        html`<rally-new-conversation-page .kind=${"group"}></rally-new-conversation-page>`,
    },
    "An invitation, offline": {
      framed: true,
      render: () => html`<rally-invite-page .code=${"AAAAAAAAAAAAAAAA"}></rally-invite-page>`,
    },
  },
} satisfies Group;
