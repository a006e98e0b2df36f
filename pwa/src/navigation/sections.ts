import { msg } from "@lit/localize";
import type { IconName } from "../design/index.js";

/** A section of a page, with an address and an entry in the page's navigation. */
export interface Section {
  title: () => string;
  /** A shorter title, for tabs. */
  short?: () => string;
  /** Its content in a few words. */
  hint?: () => string;
  icon: IconName;
  /** Other paths that users guess. */
  aliases?: readonly string[];
}

/**
 * The pages of the settings, in display order. To add one, write its entry here, and the entries of
 * its settings in `settings/settings-table.ts`.
 */
export const settingsSections = {
  profile: {
    title: () => msg("Profile"),
    hint: () => msg("Picture, name, username, email"),
    icon: "user",
    aliases: ["/account", "/profile", "/me", "/settings/account"],
  },
  appearance: {
    title: () => msg("Appearance"),
    hint: () => msg("Theme, language"),
    icon: "palette",
    aliases: ["/theme", "/language", "/settings/theme", "/settings/language"],
  },
  notifications: {
    title: () => msg("Notifications"),
    hint: () => msg("Alerts, do not disturb, quiet hours"),
    icon: "bell",
    aliases: ["/settings/push", "/quiet-hours"],
  },
  privacy: {
    title: () => msg("Privacy"),
    hint: () => msg("Online status, blocked people"),
    icon: "eyeOff",
    aliases: ["/privacy"],
  },
  devices: {
    title: () => msg("Devices"),
    hint: () => msg("Where you're signed in, updates"),
    icon: "devices",
    aliases: ["/devices", "/sessions", "/settings/sessions", "/install"],
  },
  security: {
    title: () => msg("Security"),
    hint: () => msg("Password, two-factor, passkeys"),
    icon: "shield",
    aliases: ["/security", "/password", "/passkeys", "/2fa", "/settings/password"],
  },
  data: {
    title: () => msg("Data"),
    hint: () => msg("Download, offline data, delete account"),
    icon: "hardDrive",
    aliases: ["/data", "/storage", "/export", "/delete-account", "/settings/storage"],
  },
} as const satisfies Record<string, Section>;
export type SettingsSection = keyof typeof settingsSections;

/** The lists of people, in display order. */
export const peopleSections = {
  friends: {
    title: () => msg("Friends"),
    icon: "users",
    aliases: ["/friends", "/people/friends", "/contacts"],
  },
  requests: {
    title: () => msg("Requests"),
    icon: "userPlus",
    aliases: ["/requests", "/friend-requests"],
  },
  directory: {
    title: () => msg("Everyone"),
    icon: "globe",
    aliases: ["/users", "/members", "/directory", "/everyone"],
  },
  apart: {
    title: () => msg("Blocked and ignored"),
    short: () => msg("Blocked"),
    icon: "ban",
    aliases: ["/blocked", "/people/blocked", "/ignored"],
  },
} as const satisfies Record<string, Section>;
export type PeopleTab = keyof typeof peopleSections;

/** What the server's admins decide about, in display order. */
export const moderationSections = {
  reports: {
    title: () => msg("Reports"),
    icon: "flag",
    aliases: ["/reports", "/moderation/reports", "/admin"],
  },
  bans: {
    title: () => msg("Bans"),
    icon: "ban",
    aliases: ["/bans", "/banned"],
  },
  emoji: {
    title: () => msg("Emoji"),
    icon: "smile",
    aliases: ["/emoji", "/emojis", "/custom-emoji"],
  },
  stickers: {
    title: () => msg("Stickers"),
    icon: "image",
    aliases: ["/stickers", "/sticker-packs"],
  },
  messages: {
    title: () => msg("Message log"),
    short: () => msg("Messages"),
    icon: "messages",
    aliases: ["/message-log", "/sent-messages"],
  },
  audit: {
    title: () => msg("Audit log"),
    short: () => msg("Audit"),
    icon: "eye",
    aliases: ["/audit", "/audit-log"],
  },
} as const satisfies Record<string, Section>;
export type ModerationTab = keyof typeof moderationSections;

/**
 * Reads a section's name from an address.
 * @param missing the result for an address without a name
 */
export function sectionReader<Name extends string, Missing extends string>(
  sections: Readonly<Record<Name, Section>>,
  missing: Missing,
): (text: string | undefined) => Name | Missing | undefined {
  return (text) => {
    if (text === undefined) return missing;
    return text !== missing && Object.hasOwn(sections, text) ? (text as Name) : undefined;
  };
}

/** The aliases of each section's path; the section `first` has the page's own path. */
export function aliasesOf(
  path: string,
  sections: Readonly<Record<string, Section>>,
  first?: string,
): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(sections).map(([name, { aliases = [] }]) => [
      name === first ? path : `${path}/${name}`,
      aliases,
    ]),
  );
}
