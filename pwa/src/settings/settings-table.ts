import { msg } from "@lit/localize";
import { html, type TemplateResult } from "lit";
import type { Device } from "../device/index.js";
import type { SettingsSection } from "../navigation/index.js";

/** An entry of a settings page. */
export interface Setting {
  id: string;
  /** The page it belongs to. */
  page: SettingsSection;
  /** The card it belongs to; settings of a card are consecutive. */
  card: string;
  /** The card's heading, set on its first setting. */
  title?: () => string;
  /** Whether the element has its own frame and heading. */
  framed?: true;
  /** The element that it renders. */
  tag: string;
  /** Loads the element's chunk. */
  load: () => Promise<unknown>;
  render: (context: { device: Device | undefined }) => TemplateResult;
}

/**
 * Every setting, in the order of its page; dangerous ones come last. To add one, write its element
 * and its entry here. The pages are listed in `navigation/sections.ts`.
 */
export const settings: readonly Setting[] = [
  {
    ...{ id: "own-profile", page: "profile", card: "own-profile" },
    tag: "rally-profile-settings",
    load: () => import("../relationships/rally-profile-settings.js"),
    render: () => html`<rally-profile-settings></rally-profile-settings>`,
  },
  {
    ...{ id: "username", page: "profile", card: "account" },
    title: () => msg("Account"),
    tag: "rally-username-row",
    load: () => import("../accounts/rally-username-row.js"),
    render: () => html`<rally-username-row></rally-username-row>`,
  },
  {
    ...{ id: "email", page: "profile", card: "account" },
    tag: "rally-email-row",
    load: () => import("../accounts/rally-email-row.js"),
    render: () => html`<rally-email-row></rally-email-row>`,
  },
  {
    ...{ id: "theme", page: "appearance", card: "theme", framed: true },
    tag: "rally-theme-choice",
    load: () => import("./rally-theme-choice.js"),
    render: () => html`<rally-theme-choice></rally-theme-choice>`,
  },
  {
    ...{ id: "language", page: "appearance", card: "language", framed: true },
    tag: "rally-language-choice",
    load: () => import("./rally-language-choice.js"),
    render: () => html`<rally-language-choice></rally-language-choice>`,
  },
  {
    ...{ id: "mail-language", page: "appearance", card: "mail-language" },
    tag: "rally-mail-language",
    load: () => import("../accounts/rally-mail-language.js"),
    render: () => html`<rally-mail-language></rally-mail-language>`,
  },
  {
    ...{ id: "notifications", page: "notifications", card: "notifications" },
    tag: "rally-notification-settings",
    load: () => import("../notifications/rally-notification-settings.js"),
    render: () => html`<rally-notification-settings></rally-notification-settings>`,
  },
  {
    ...{ id: "levels", page: "notifications", card: "levels" },
    title: () => msg("Chats"),
    tag: "rally-chat-levels",
    load: () => import("./rally-chat-levels.js"),
    render: () => html`<rally-chat-levels></rally-chat-levels>`,
  },
  {
    ...{ id: "presence", page: "privacy", card: "presence" },
    title: () => msg("Online status"),
    tag: "rally-presence-settings",
    load: () => import("../presence/rally-presence-settings.js"),
    render: () => html`<rally-presence-settings></rally-presence-settings>`,
  },
  {
    ...{ id: "blocked", page: "privacy", card: "people" },
    title: () => msg("People"),
    tag: "rally-blocked-people",
    load: () => import("../relationships/rally-blocked-people.js"),
    render: () => html`<rally-blocked-people></rally-blocked-people>`,
  },
  {
    ...{ id: "update", page: "devices", card: "this-device" },
    title: () => msg("This device"),
    tag: "rally-update-offer",
    load: () => import("./rally-update-offer.js"),
    render: () => html`<rally-update-offer></rally-update-offer>`,
  },
  {
    ...{ id: "install", page: "devices", card: "this-device" },
    tag: "rally-install-offer",
    load: () => import("./rally-install-offer.js"),
    render: () => html`<rally-install-offer></rally-install-offer>`,
  },
  {
    ...{ id: "other-accounts", page: "devices", card: "this-device" },
    tag: "rally-other-accounts",
    load: () => import("./rally-other-accounts.js"),
    render: ({ device }) =>
      html`<rally-other-accounts .userId=${device?.userId ?? ""}></rally-other-accounts>`,
  },
  {
    ...{ id: "sessions", page: "devices", card: "sessions" },
    title: () => msg("Where you're signed in"),
    tag: "rally-session-list",
    load: () => import("../accounts/rally-session-list.js"),
    render: () => html`<rally-session-list></rally-session-list>`,
  },
  {
    ...{ id: "password", page: "security", card: "password", framed: true },
    tag: "rally-password-row",
    load: () => import("../accounts/rally-password-row.js"),
    render: () => html`<rally-password-row></rally-password-row>`,
  },
  {
    ...{ id: "sign-in-methods", page: "security", card: "sign-in-methods", framed: true },
    tag: "rally-security-settings",
    load: () => import("../sign-in/rally-security-settings.js"),
    render: () => html`<rally-security-settings></rally-security-settings>`,
  },
  {
    ...{ id: "storage", page: "data", card: "storage" },
    title: () => msg("Offline data"),
    tag: "rally-storage-use",
    load: () => import("./rally-storage-use.js"),
    render: () => html`<rally-storage-use></rally-storage-use>`,
  },
  {
    ...{ id: "export", page: "data", card: "account-data" },
    title: () => msg("Your account"),
    tag: "rally-data-export",
    load: () => import("../accounts/rally-data-export.js"),
    render: () => html`<rally-data-export></rally-data-export>`,
  },
  {
    ...{ id: "delete-account", page: "data", card: "account-data" },
    tag: "rally-delete-account",
    load: () => import("../accounts/rally-delete-account.js"),
    render: () => html`<rally-delete-account></rally-delete-account>`,
  },
];

/** The settings of a page, grouped by card. */
export function cardsOf(page: SettingsSection): readonly (readonly Setting[])[] {
  const cards = new Map<string, Setting[]>();
  for (const setting of settings) {
    if (setting.page !== page) continue;
    const card = cards.get(setting.card) ?? [];
    cards.set(setting.card, card);
    card.push(setting);
  }
  return [...cards.values()];
}
