import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { html } from "lit";
import type { Device } from "../../src/device/index.js";
import { empty, group, withBen } from "../fixtures.js";
import type { Group, State } from "../group.js";

/**
 * A conversation without messages in whose composer `text` is typed and, where asked, entered. Each state has a
 * conversation of its own, because a draft is one for all fields.
 */
function typed({ id }: { id: string }, text: string, { entered = false } = {}): State {
  let device: Device;
  return {
    framed: true,
    render: (rendered) => {
      device = rendered;
      return html`<rally-conversation-page .conversationId=${id}></rally-conversation-page>`;
    },
    async act(root) {
      // Where a long conversation stands by itself depends on what was drawn first.
      await device.database.messages.filter(({ conversation }) => conversation === id).delete();
      const page = root.querySelector("rally-conversation-page");
      const composer = page?.renderRoot.querySelector("rally-composer");
      const field = composer?.renderRoot.querySelector("textarea");
      if (!field) return;
      field.value = text;
      field.dispatchEvent(new InputEvent("input"));
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
    "A mention": typed({ id: WORLD_CONVERSATION_ID }, "Who's in, @"),
    "An emoji": typed(withBen, "See you there :smi"),
    "What an argument is": typed(empty, "/shrug "),
    "No such command": typed({ id: WORLD_CONVERSATION_ID }, "/usr", { entered: true }),
  },
} satisfies Group;
