import { msg } from "@lit/localize";
import { icon, type IconName } from "../design/index.js";
import { pathTo, router } from "../navigation/index.js";
import { install, installOffer } from "../service-worker/index.js";
import { chooseTheme, countLost, signOut, theme } from "../settings/index.js";
import { bestMatches } from "../localization/index.js";
import type { PaletteContext, PaletteItem, PaletteSource } from "./palette-source.js";

interface Command {
  id: string;
  icon: IconName;
  label: () => string;
  /** Other words that a user may look for, separated by spaces. */
  words?: () => string;
  /** Missing when it is always offered. */
  isOffered?: () => boolean;
  run: (context: PaletteContext) => unknown;
}

/** What the app does on command, in order. */
const table: readonly Command[] = [
  {
    id: "new-chat",
    icon: "compose",
    label: () => msg("New chat"),
    run: (context) => context.open("new-chat"),
  },
  {
    id: "dark",
    icon: "moon",
    label: () => msg("Use the dark theme"),
    words: () => msg("appearance look night"),
    isOffered: () => theme.value !== "dark",
    run: () => chooseTheme("dark"),
  },
  {
    id: "light",
    icon: "sun",
    label: () => msg("Use the light theme"),
    words: () => msg("appearance look day"),
    isOffered: () => theme.value !== "light",
    run: () => chooseTheme("light"),
  },
  {
    id: "system",
    icon: "monitor",
    label: () => msg("Use the theme of this device"),
    words: () => msg("appearance look system"),
    isOffered: () => theme.value !== "system",
    run: () => chooseTheme("system"),
  },
  {
    id: "install",
    icon: "download",
    label: () => msg("Install Rally"),
    isOffered: () => installOffer.value !== undefined,
    run: () => install(),
  },
  {
    id: "shortcuts",
    icon: "keyboard",
    label: () => msg("Show keyboard shortcuts"),
    run: (context) => context.open("open-shortcuts"),
  },
  {
    id: "sign-out",
    icon: "logOut",
    label: () => msg("Sign out"),
    run: async ({ device }) => {
      // The settings ask before unsent text is lost.
      if ((await countLost(device)) > 0) router.go(pathTo("settings"));
      else await signOut(device);
    },
  },
];

/** The commands of the app, by their words. */
export const commands: PaletteSource = {
  id: "commands",
  heading: () => msg("Commands"),
  find(text) {
    const offered = table.filter(({ isOffered }) => isOffered?.() ?? true);
    if (!text.trim()) return offered.map(item);
    const namesOf = ({ label, words }: Command): string[] => [label(), words?.() ?? ""];
    return bestMatches(offered, text, namesOf, offered.length).map(item);
  },
};

function item({ id, icon: name, label, run }: Command): PaletteItem {
  return { id: `command-${id}`, label: label(), picture: () => icon(name), run };
}
