import { commands } from "./commands.js";
import { conversations } from "./conversations.js";
import type { PaletteSource } from "./palette-source.js";
import { people } from "./people.js";
import { places } from "./places.js";
import { settings } from "./settings.js";

/** What the palette searches, in the order of its groups. To add a kind: write its source, and its entry here. */
export const paletteSources: readonly PaletteSource[] = [
  conversations,
  people,
  commands,
  places,
  settings,
];
