import { html } from "lit";
import { keyed } from "lit/directives/keyed.js";
import "../conversations/rally-conversation-page.js";
import { place } from "../missing-program/index.js";
import type { Page } from "../navigation/index.js";
import { lastConversation } from "./last-conversation.js";
import "./rally-welcome.js";
import { twoPanes } from "./two-panes.js";

/** A page's component, beside the list or instead of it; its chunk is loaded when it is first shown. */
export function pageContent(page: Page, userId: string): unknown {
  switch (page.name) {
    case "settings":
      return place(
        "settings",
        () => import("../settings/rally-settings-page.js"),
        html`<rally-settings-page></rally-settings-page>`,
      );
    case "home":
      return place(
        "home",
        () => import("../home/rally-home-page.js"),
        html`<rally-home-page></rally-home-page>`,
      );
    case "notifications":
      return place(
        "notifications",
        () => import("../notifications/rally-notifications-page.js"),
        html`<rally-notifications-page></rally-notifications-page>`,
      );
    case "people":
      return place(
        "people",
        () => import("../people/rally-people-page.js"),
        html`<rally-people-page .tab=${page.tab}></rally-people-page>`,
      );
    case "profile":
      return place(
        "profile",
        () => import("../people/rally-profile-page.js"),
        html`<rally-profile-page .username=${page.username}></rally-profile-page>`,
      );
    case "not-found":
      return html`<rally-welcome lost></rally-welcome>`;
    default: {
      const id = shownConversation(page, userId);
      return id
        ? keyed(id, html`<rally-conversation-page .conversationId=${id}></rally-conversation-page>`)
        : html`<rally-welcome></rally-welcome>`;
    }
  }
}

/** What is shown on a small screen, and whether the list is left out on a wide one. */
export function paneOf({ name }: Page): "list" | "page" | "whole" {
  if (name === "home") return "whole";
  return name === "conversations" ? "list" : "page";
}

/** The conversation on screen; at the bare address, beside the list, the one last opened. */
export function shownConversation(page: Page, userId: string): string | undefined {
  if (page.name === "conversation") return page.id;
  return page.name === "conversations" && twoPanes.value ? lastConversation(userId) : undefined;
}
