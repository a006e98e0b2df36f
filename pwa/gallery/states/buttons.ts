import { html } from "lit";
import { baseStyles, buttonStyles, icon } from "../../src/design/index.js";
import type { Group } from "../group.js";

export default {
  title: "Buttons",
  styles: [baseStyles, buttonStyles],
  states: {
    Quiet: () => html`<button class="button">${icon("pencil")} Edit profile</button>`,
    Primary: () => html`<button class="button primary">Save</button>`,
    Danger: () => html`<button class="button danger">Delete</button>`,
    Plain: () => html`<button class="button plain">Forgot your password?</button>`,
    "A link": () => html`<a class="button primary" href="#buttons">Find people</a>`,
    Disabled: () =>
      html`<button class="button" disabled>Edit profile</button>
        <button class="button primary" disabled>Save</button>
        <button class="button danger" disabled>Delete</button>`,
    "An icon alone": () =>
      html`<button class="icon-button" aria-label="Search">${icon("search")}</button>
        <button class="icon-button" aria-label="Delete" disabled>${icon("trash")}</button>`,
    Focused: {
      render: () => html`<button class="button primary">Save</button>`,
      act: (root) => root.querySelector<HTMLElement>("button")?.focus({ focusVisible: true }),
    },
    "Long words on a narrow screen": () =>
      html`<button class="button primary">
        Send as a new message to everybody who is here now
      </button>`,
  },
} satisfies Group;
