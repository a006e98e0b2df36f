import { css, html } from "lit";
import type { Group } from "../group.js";
import "../../src/emoji/rally-emoji-picker.js";

async function fieldOf(root: ShadowRoot): Promise<HTMLInputElement | null> {
  const picker = root.querySelector("rally-emoji-picker");
  await picker?.updateComplete;
  return picker?.renderRoot.querySelector("input") ?? null;
}

async function type(root: ShadowRoot, text: string): Promise<void> {
  const field = await fieldOf(root);
  if (!field) return;
  field.value = text;
  field.dispatchEvent(new InputEvent("input"));
}

const picker = () => html`<rally-emoji-picker></rally-emoji-picker>`;

export default {
  title: "Emoji",
  styles: [
    css`
      rally-emoji-picker {
        height: 26rem;
      }
    `,
  ],
  states: {
    "All of them": { render: picker },
    "A search": { render: picker, act: (root) => type(root, "cat") },
    "Nothing found": { render: picker, act: (root) => type(root, "qwertz") },
    "Skin tones": {
      render: picker,
      async act(root) {
        await fieldOf(root);
        const tone = root.querySelector("rally-emoji-picker")?.renderRoot;
        tone?.querySelector<HTMLElement>(".tone")?.click();
      },
    },
  },
} satisfies Group;
