import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { listSentMessages, type SentMessage } from "@rally/shared/message-log";
import { html } from "lit";
import { answering } from "../answering.js";
import type { Group } from "../group.js";

const at = Date.UTC(2026, 2, 12, 17, 42);
const ben = { id: "b", username: "ben", displayName: "Ben Okafor" };
const base = { at, conversationId: WORLD_CONVERSATION_ID, deleted: false };
const messages: SentMessage[] = [
  {
    ...{ ...base, id: "1", author: ben, ip: "203.0.113.7", conversationKind: "world" },
    content: { kind: "text", body: "Does anyone want to play this evening?" },
  },
  { ...base, id: "2", author: ben, ip: "203.0.113.7", conversationKind: "direct" },
  {
    ...{ ...base, id: "3", conversationKind: "channel", conversationName: "Town hall" },
    ...{ ip: "2001:db8:85a3:8d3:1319:8a2e:370:7348", deleted: true },
  },
];

export default {
  title: "The message log",
  states: {
    "Messages of everyone": {
      render: () => html`<rally-message-log></rally-message-log>`,
      act: answering("rally-message-log", listSentMessages, messages),
    },
    "Of one person": {
      render: () => html`<rally-message-log></rally-message-log>`,
      act: async (root) => {
        await answering("rally-message-log", listSentMessages, messages.slice(0, 2))(root);
        const log = root.querySelector("rally-message-log");
        await log?.updateComplete;
        log?.renderRoot.querySelector<HTMLElement>(".only.who")?.click();
      },
    },
    "No messages": {
      render: () => html`<rally-message-log></rally-message-log>`,
      act: answering("rally-message-log", listSentMessages, []),
    },
  },
} satisfies Group;
