import { html } from "lit";
import { baseStyles, buttonStyles, fieldStyles, textField } from "../../src/design/index.js";
import type { Group } from "../group.js";

const onInput = (): void => undefined;
const email = { name: "email", label: "E-mail", autocomplete: "email", onInput } as const;
const password = {
  name: "password",
  label: "Password",
  type: "password",
  autocomplete: "new-password",
  value: "correct horse",
  onInput,
} as const;
const reveal = { label: "Show password", toggle: onInput };

export default {
  title: "Fields",
  styles: [baseStyles, buttonStyles, fieldStyles],
  states: {
    Empty: () => textField({ ...email, value: "" }),
    "Filled, with a hint": () =>
      textField({
        ...email,
        value: "ada@example.org",
        hint: "For a lost password; others don't see it.",
      }),
    Wrong: () => textField({ ...email, value: "ada@", error: "This isn't an e-mail address." }),
    "Password, hidden": () => textField({ ...password, reveal: { ...reveal, shown: false } }),
    "Password, shown": () => textField({ ...password, reveal: { ...reveal, shown: true } }),
    Focused: {
      render: () => textField({ ...email, name: "focused", value: "ada@example.org" }),
      act: (root) => root.querySelector("input")?.focus(),
    },
    "Error of a whole form": () =>
      html`<div class="form-alert" role="alert">
        <p class="form-error">Wrong username or password.</p>
      </div>`,
  },
} satisfies Group;
