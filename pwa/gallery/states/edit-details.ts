import { html } from "lit";
import type { RallyDatabase } from "../../src/database/index.js";
import { channel } from "../fixtures.js";
import type { Group } from "../group.js";

let database: RallyDatabase;

export default {
  title: "Editing a channel",
  states: {
    "Its name, topic and who can join": {
      framed: true,
      render: (device) => {
        database = device.database;
        return html`<rally-edit-details></rally-edit-details>`;
      },
      act: async (root) => {
        const dialog = root.querySelector("rally-edit-details")!;
        dialog.show(database, channel);
        // The name is selected once the dialog has opened; the picture is without the focus.
        const focused = () => dialog.shadowRoot?.activeElement as HTMLElement | null | undefined;
        while (focused()?.id !== "name") await new Promise((resume) => setTimeout(resume, 10));
        focused()?.blur();
      },
    },
  },
} satisfies Group;
