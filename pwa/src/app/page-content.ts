import { keyed } from "lit/directives/keyed.js";
import "../conversations/rally-conversation-page.js";
import { entryOf, hasTwoPanes, type Page, type Pane } from "../navigation/index.js";
import { lastConversation } from "./last-conversation.js";
import { pageElement } from "./page-element.js";
import "./rally-welcome.js";

/** A page's component, beside the list or in place of it. */
export function pageContent(page: Page, userId: string): unknown {
  const id = shownConversation(page, userId);
  if (id === undefined) return pageElement(page);
  const shown = page.name === "message" ? page : ({ name: "conversation", id } as const);
  return keyed(id, pageElement(shown));
}

/** The pane shown on narrow screens, and whether wide screens omit the list. */
export function paneOf(page: Page): Pane {
  const { pane = "page" } = entryOf(page);
  return typeof pane === "function" ? pane(page) : pane;
}

/** The conversation on screen; at the root address with two panes, the one last opened. */
export function shownConversation(page: Page, userId: string): string | undefined {
  if (page.name === "conversation" || page.name === "message") return page.id;
  return page.name === "conversations" && hasTwoPanes.value ? lastConversation(userId) : undefined;
}
