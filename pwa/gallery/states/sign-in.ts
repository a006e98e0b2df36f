import { html } from "lit";
import type { Group } from "../group.js";

export default {
  title: "Sign in",
  states: {
    "Sign in": { framed: true, render: () => html`<rally-sign-in-page></rally-sign-in-page>` },
    "Sign in again": {
      framed: true,
      render: () => html`<rally-sign-in-page again="ada"></rally-sign-in-page>`,
    },
    Register: { framed: true, render: () => html`<rally-register-page></rally-register-page>` },
    "Forgotten password": {
      framed: true,
      render: () => html`<rally-forgot-page></rally-forgot-page>`,
    },
    "New password": {
      framed: true,
      render: () => html`<rally-reset-page .token=${"a-token"}></rally-reset-page>`,
    },
    "E-mail address, offline": {
      framed: true,
      render: () => html`<rally-confirm-page .token=${"a-token"}></rally-confirm-page>`,
    },
    "Signed in already": {
      framed: true,
      render: () =>
        html`<rally-signed-in-page .displayName=${"Ada Lovelace"}></rally-signed-in-page>`,
    },
  },
} satisfies Group;
