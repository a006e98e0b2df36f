import { msg } from "@lit/localize";
import type { Sticker, StickerPackName, stickerPacks } from "@rally/shared/stickers";

type Labels = {
  readonly [Pack in StickerPackName]: Record<keyof (typeof stickerPacks)[Pack], () => string>;
};

const labels: Labels = {
  ace: {
    hello: () => msg("Hello"),
    laughing: () => msg("Laughing"),
    "in-love": () => msg("In love"),
    crying: () => msg("Crying"),
    cool: () => msg("Cool"),
    thinking: () => msg("Thinking"),
    sleeping: () => msg("Sleeping"),
    angry: () => msg("Angry"),
    shocked: () => msg("Shocked"),
    winner: () => msg("Winner"),
    party: () => msg("Party"),
    serve: () => msg("Your serve"),
  },
  pip: {
    yes: () => msg("Thumbs up"),
    please: () => msg("Pretty please"),
    thanks: () => msg("Thank you"),
    coffee: () => msg("Coffee break"),
    oops: () => msg("Oops"),
    hooray: () => msg("Hooray"),
    "good-night": () => msg("Good night"),
    "good-morning": () => msg("Good morning"),
    rain: () => msg("Rainy mood"),
    music: () => msg("Music"),
    idea: () => msg("Bright idea"),
    playing: () => msg("Game time"),
  },
};

/**
 * The name of a sticker in the user's language, or as an admin has written it; also for one that this
 * release does not know.
 */
export function stickerLabel({ pack, name, label: written }: Sticker): string {
  if (written !== undefined) return written;
  const names = (labels as Record<string, Record<string, () => string>>)[pack];
  const label = names && Object.hasOwn(names, name) ? names[name] : undefined;
  return label?.() ?? msg("Sticker");
}
