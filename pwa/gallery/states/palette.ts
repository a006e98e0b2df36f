import { html } from "lit";
import type { Group } from "../group.js";

/** Opens the palette, and types into it. */
async function find(root: ShadowRoot, text: string): Promise<void> {
  const palette = root.querySelector("rally-palette");
  palette?.show();
  await palette?.updateComplete;
  const field = palette?.renderRoot.querySelector("input");
  if (!field) return;
  field.value = text;
  field.dispatchEvent(new InputEvent("input"));
}

const palette = (text: string) => ({
  framed: true as const,
  render: () => html`<rally-palette></rally-palette>`,
  act: (root: ShadowRoot) => find(root, text),
});

export default {
  title: "Search",
  states: {
    "What was found": palette("d"),
  },
} satisfies Group;
