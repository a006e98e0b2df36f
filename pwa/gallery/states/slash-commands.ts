import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { html } from "lit";
import { empty, group, withBen } from "../fixtures.js";
import type { Group, State } from "../group.js";

/**
 * A conversation in whose composer `text` is typed and, where asked, entered. Each state has a
 * conversation of its own, because a draft is one for all fields.
 */
function typed({ id }: { id: string }, text: string, { entered = false } = {}): State {
  return {
    framed: true,
    render: () => html`<rally-conversation-page .conversationId=${id}></rally-conversation-page>`,
    async act(root) {
      const page = root.querySelector("rally-conversation-page");
      const composer = page?.renderRoot.querySelector("rally-composer");
      const field = composer?.renderRoot.querySelector("textarea");
      if (!field) return;
      field.value = text;
      field.dispatchEvent(new InputEvent("input"));
      // Where a long conversation stands by itself depends on what was drawn first.
      const list = page?.renderRoot.querySelector("rally-message-list");
      const scroller = list?.renderRoot.querySelector(".scroll");
      scroller?.scrollTo({ top: scroller.scrollHeight, behavior: "instant" });
      if (!entered) return;
      // Enter would take what the list offers for the beginning of a command.
      await new Promise(requestAnimationFrame);
      field.form?.requestSubmit();
    },
  };
}

export default {
  title: "Slash commands",
  states: {
    "A command": typed(group, "/"),
    "A person": typed(withBen, "/ignore @"),
    "What an argument is": typed(empty, "/shrug "),
    "No such command": typed({ id: WORLD_CONVERSATION_ID }, "/usr/bin", { entered: true }),
  },
} satisfies Group;
