import { msg } from "@lit/localize";
import { icon } from "../design/index.js";
import { pathTo, placesOf, router } from "../navigation/index.js";
import { bestMatches } from "./matching.js";
import type { PaletteItem, PaletteSource } from "./palette-source.js";

/** The pages of the navigation, by their names. */
export const places: PaletteSource = {
  id: "places",
  heading: () => msg("Go to"),
  find(text) {
    const all = allPlaces();
    return text.trim() ? bestMatches(all, text, ({ label }) => [label], all.length) : all;
  },
};

function allPlaces(): PaletteItem[] {
  return placesOf(router.page.value).map(({ name, navigation }) => ({
    id: `place-${name}`,
    label: navigation.label(),
    picture: () => icon(navigation.icon),
    run: () => router.go(pathTo(name)),
  }));
}
