import { parseInput } from "@rally/shared/errors";
import { loadGame, type GameId } from "@rally/shared/games";
import * as z from "zod/mini";

/**
 * The settings of a game with their defaults.
 * @throws RallyError `invalid_input` naming each wrong field as `settings.…`
 */
export async function checkedSettings(id: GameId, settings: unknown): Promise<unknown> {
  const game = await loadGame(id);
  const schema = z.object({ settings: game.settings });
  return parseInput(schema, { settings: settings ?? {} }).settings;
}
