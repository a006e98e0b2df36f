import { html } from "lit";
import type { Group } from "../group.js";

export default {
  title: "People's pages",
  states: {
    Friends: { framed: true, render: () => html`<rally-people-page></rally-people-page>` },
    "The lists of people": {
      framed: true,
      render: () => html`<rally-people-sections .tab=${"requests"}></rally-people-sections>`,
    },
    Requests: {
      framed: true,
      render: () => html`<rally-people-page .tab=${"requests"}></rally-people-page>`,
    },
    "Everyone, offline": {
      framed: true,
      render: () => html`<rally-people-page .tab=${"directory"}></rally-people-page>`,
    },
    "Somebody's page": {
      framed: true,
      render: () => html`<rally-profile-page .username=${"ben"}></rally-profile-page>`,
    },
    "A page not seen before, offline": {
      framed: true,
      render: () => html`<rally-profile-page .username=${"nobody"}></rally-profile-page>`,
    },
    "One's own page, edited": {
      framed: true,
      render: () => html`<rally-profile-page .username=${"ada"}></rally-profile-page>`,
      act: (root) => {
        const page = root.querySelector("rally-profile-page");
        page?.renderRoot.querySelector<HTMLElement>(".actions .primary")?.click();
      },
    },
  },
} satisfies Group;
