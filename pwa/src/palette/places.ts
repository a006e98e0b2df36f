import { msg } from "@lit/localize";
import { icon, type IconName } from "../design/index.js";
import { pathTo, placesOf, router } from "../navigation/index.js";
import { bestMatches } from "../localization/index.js";
import type { PaletteItem, PaletteSource } from "./palette-source.js";

/** The pages of the navigation and those of channels, by their names. */
export const places: PaletteSource = {
  id: "places",
  heading: () => msg("Go to"),
  find(text) {
    const all = allPlaces();
    return text.trim() ? bestMatches(all, text, ({ label }) => [label], all.length) : all;
  },
};

function allPlaces(): PaletteItem[] {
  return [...channelPlaces(), ...navigationPlaces()];
}

/** Pages of channels and groups, which the navigation does not list. */
function channelPlaces(): PaletteItem[] {
  const place = (id: string, label: string, name: IconName, path: string): PaletteItem => ({
    ...{ id: `place-${id}`, label },
    picture: () => icon(name),
    run: () => router.go(path),
  });
  return [
    place("channels", msg("Browse channels"), "hash", pathTo("channels")),
    place("new-group", msg("New group"), "users", pathTo("new-conversation", { kind: "group" })),
    place(
      "new-channel",
      msg("New channel"),
      "plus",
      pathTo("new-conversation", { kind: "channel" }),
    ),
  ];
}

function navigationPlaces(): PaletteItem[] {
  return placesOf(router.page.value).map(({ name, navigation }) => ({
    id: `place-${name}`,
    label: navigation.label(),
    picture: () => icon(navigation.icon),
    run: () => router.go(pathTo(name)),
  }));
}
