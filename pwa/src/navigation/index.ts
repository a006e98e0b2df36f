export * from "./addresses.js";
export type { Pane } from "./page.js";
export { pages } from "./pages.js";
export * from "./router.js";
export * from "./section-list.js";
export * from "./section-tabs.js";
export {
  moderationSections,
  peopleSections,
  settingsSections,
  type ModerationTab,
  type PeopleTab,
  type Section,
  type SettingsSection,
} from "./sections.js";
export * from "./side-page.js";
export * from "./two-panes.js";
