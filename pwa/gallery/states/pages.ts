import { html } from "lit";
import { loadChunk } from "../../src/chunk-loading/index.js";
import { storageFulls } from "../../src/storage/index.js";
import type { Group } from "../group.js";

export default {
  title: "Home and notifications",
  states: {
    Home: { framed: true, render: () => html`<rally-home-page></rally-home-page>` },
    "First steps": () => html`<rally-first-steps></rally-first-steps>`,
    Notifications: {
      framed: true,
      render: () => html`<rally-notifications-page></rally-notifications-page>`,
    },
    "A missing page": {
      framed: true,
      render: () => html`<rally-missing-page></rally-missing-page>`,
    },
    "A part whose code could not be loaded": () => html`<rally-chunk-error></rally-chunk-error>`,
    "An older tab is open": {
      framed: true,
      render: () =>
        html`<rally-blocked-page .database=${{ state: "blocked" }}></rally-blocked-page>`,
    },
    "Nothing chosen": { framed: true, render: () => html`<rally-welcome></rally-welcome>` },
    "An address that leads nowhere": {
      framed: true,
      render: () => html`<rally-welcome lost></rally-welcome>`,
    },
    "The device is full": {
      render: () => html`<rally-status-line></rally-status-line>`,
      act: () => {
        storageFulls.set(true);
      },
    },
    "A click whose code could not be loaded": {
      framed: true,
      render: () => html`<rally-chunk-toast></rally-chunk-toast>`,
      act: () => void loadChunk(() => Promise.reject(new Error("The gallery has no such chunk"))),
    },
  },
} satisfies Group;
