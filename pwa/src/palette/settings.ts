import { msg } from "@lit/localize";
import { icon } from "../design/index.js";
import { pathTo, router, settingsSections, type SettingsSection } from "../navigation/index.js";
import { bestMatches } from "../localization/index.js";
import type { PaletteItem, PaletteSource } from "./palette-source.js";

const names = Object.keys(settingsSections) as SettingsSection[];

/** The pages of the settings, by their titles and by what is on them. */
export const settings: PaletteSource = {
  id: "settings",
  heading: () => msg("Settings"),
  find: (text) => bestMatches(names, text, wordsOf, names.length).map(item),
};

function wordsOf(name: SettingsSection): string[] {
  const { title, hint } = settingsSections[name];
  return [title(), hint()];
}

function item(name: SettingsSection): PaletteItem {
  const { title, hint, icon: sign } = settingsSections[name];
  return {
    id: `settings-${name}`,
    label: title(),
    detail: hint(),
    picture: () => icon(sign),
    run: () => router.go(pathTo("settings", { section: name })),
  };
}
