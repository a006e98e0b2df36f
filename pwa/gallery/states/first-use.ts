import { html } from "lit";
import { ben, chloe, dora } from "../fixtures.js";
import type { Group } from "../group.js";

const steps = (...done: string[]) =>
  html`<rally-first-steps .done=${new Set(done)}></rally-first-steps>`;

export default {
  title: "The first minutes",
  states: {
    "First steps": () => steps(),
    "A name is chosen": {
      render: () => steps("picture"),
      act: async (root) => {
        const element = root.querySelector("rally-first-steps");
        element?.renderRoot.querySelector<HTMLElement>("#choose-name")?.click();
        await element?.updateComplete;
      },
    },
    "All is done": () => steps("picture", "name", "people", "hello"),
    "Suggested people": {
      render: ({ database }) => {
        const people = [ben, chloe, dora].map((person) => ({ ...person, id: `${person.id}0` }));
        void database.setMeta("suggestions", { people, at: 0 });
        return html`<rally-suggested-people></rally-suggested-people>`;
      },
    },
  },
} satisfies Group;
